using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ZeroPad1d: zeros around the last axis; a negative number crops.</summary>
/// <param name="padding">One number, or (left, right).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ZeroPad1d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(1, padding, "constant", NnModel.Caller(file, line));
