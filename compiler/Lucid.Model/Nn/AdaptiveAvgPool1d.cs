using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.AdaptiveAvgPool1d: the mean of windows chosen so that the output has the size wanted; the input's size must be known, but for outputs of 1.</summary>
/// <param name="outputSize">Extents of the output; -1 keeps the input's, as None does in torch.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">An argument is wrong.</exception>
public sealed class AdaptiveAvgPool1d(IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : AdaptivePoolModule(1, isMean: true, outputSize, NnModel.Caller(file, line));
