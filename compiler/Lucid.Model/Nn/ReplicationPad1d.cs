using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReplicationPad1d: the outermost elements of the last axis repeated.</summary>
/// <param name="padding">One number, or (left, right).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ReplicationPad1d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(1, padding, "replicate", NnModel.Caller(file, line));
