using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.AvgPool1d: the mean of every window.</summary>
/// <param name="kernelSize">Extents of the window.</param>
/// <param name="stride">Step from a window to the next; the window's extents by default.</param>
/// <param name="padding">Positions added at either end, at most half of the window.</param>
/// <param name="ceilMode">Whether a window that hangs over the end is kept.</param>
/// <param name="countIncludePad">Whether the mean counts padding as zeros.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class AvgPool1d(
    IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
    [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PoolModule(1, PoolKind.Average, kernelSize, stride, padding ?? 0, 1, ceilMode, countIncludePad, NnModel.Caller(file, line),
        $"kernel_size={Text(kernelSize)}, stride={Text(stride ?? kernelSize)}, padding={Text(padding ?? 0)}");
