using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReplicationPad3d: the outermost elements of the last three axes repeated.</summary>
/// <param name="padding">One number, or (left, right, top, bottom, front, back).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ReplicationPad3d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(3, padding, "replicate", NnModel.Caller(file, line));
