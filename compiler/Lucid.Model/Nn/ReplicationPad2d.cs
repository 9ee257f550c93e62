using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReplicationPad2d: the outermost elements of the last two axes repeated.</summary>
/// <param name="padding">One number, or (left, right, top, bottom).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ReplicationPad2d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(2, padding, "replicate", NnModel.Caller(file, line));
