using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ConvTranspose2d: transposed convolution over two axes: input <c>(N, C, H, W)</c> or <c>(C, H, W)</c>.</summary>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="outChannels">Channels of the output.</param>
/// <param name="kernelSize">Extents of the kernel.</param>
/// <param name="stride">Stride; 1 by default.</param>
/// <param name="padding">dilation·(kernel-1) - padding zeros are added to both sides of the input, which shortens the output by 2·padding; 0 by default.</param>
/// <param name="outputPadding">Positions added at the end of the output, less than stride or dilation; 0 by default.</param>
/// <param name="groups">Groups of channels; both channel counts are divisible by it.</param>
/// <param name="bias">Whether there is a bias.</param>
/// <param name="dilation">Distance of kernel positions; 1 by default.</param>
/// <param name="paddingMode">Only <c>zeros</c>; others are refused naming the alternative.</param>
/// <param name="device">Only null: where a model runs, the session says.</param>
/// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class ConvTranspose2d(
    long inChannels, long outChannels, IntTuple kernelSize, IntTuple? stride = null, Padding? padding = null,
    IntTuple? outputPadding = null, long groups = 1, bool bias = true, IntTuple? dilation = null, string paddingMode = "zeros",
    string? device = null, ElementType? dtype = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ConvTransposeModule(new(
        nameof(ConvTranspose2d), 2, Transposed: true, inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation,
        paddingMode, device, dtype, NnModel.Caller(file, line)));
