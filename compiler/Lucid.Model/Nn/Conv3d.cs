using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Conv3d: convolution over three axes: input <c>(N, C, D, H, W)</c> or <c>(C, D, H, W)</c>.</summary>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="outChannels">Channels of the output.</param>
/// <param name="kernelSize">Extents of the kernel.</param>
/// <param name="stride">Stride; 1 by default.</param>
/// <param name="padding">Zeros added to both sides of the input; 0 by default.</param>
/// <param name="dilation">Distance of kernel positions; 1 by default.</param>
/// <param name="groups">Groups of channels; both channel counts are divisible by it.</param>
/// <param name="bias">Whether there is a bias.</param>
/// <param name="paddingMode">Only <c>zeros</c>; others are refused naming the alternative.</param>
/// <param name="device">Only null: where a model runs, the session says.</param>
/// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class Conv3d(
    long inChannels, long outChannels, IntTuple kernelSize, IntTuple? stride = null, Padding? padding = null,
    IntTuple? dilation = null, long groups = 1, bool bias = true, string paddingMode = "zeros", string? device = null,
    ElementType? dtype = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ConvModule(new(
        nameof(Conv3d), 3, Transposed: false, inChannels, outChannels, kernelSize, stride, padding, OutputPadding: null, groups, bias, dilation,
        paddingMode, device, dtype, NnModel.Caller(file, line)));
