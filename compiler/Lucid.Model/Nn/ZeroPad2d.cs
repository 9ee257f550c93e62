using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ZeroPad2d: zeros around the last two axes; a negative number crops.</summary>
/// <param name="padding">One number, or (left, right, top, bottom).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ZeroPad2d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(2, padding, "constant", NnModel.Caller(file, line));
