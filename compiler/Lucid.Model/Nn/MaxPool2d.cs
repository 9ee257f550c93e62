using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.MaxPool2d: the greatest element of every window.</summary>
/// <param name="kernelSize">Extents of the window.</param>
/// <param name="stride">Step from a window to the next; the window's extents by default.</param>
/// <param name="padding">Positions added at either end, at most half of the window.</param>
/// <param name="dilation">Distance of neighbouring positions in a window.</param>
/// <param name="ceilMode">Whether a window that hangs over the end is kept.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class MaxPool2d(
    IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
    [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PoolModule(2, PoolKind.Max, kernelSize, stride, padding ?? 0, dilation ?? 1, ceilMode, countIncludePad: false, NnModel.Caller(file, line),
        $"kernel_size={Text(kernelSize)}, stride={Text(stride ?? kernelSize)}, padding={Text(padding ?? 0)}, dilation={Text(dilation ?? 1)}, ceil_mode={PythonText.Bool(ceilMode)}");
