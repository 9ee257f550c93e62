using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReflectionPad3d: the last three axes mirrored at the outermost elements, which are not repeated.</summary>
/// <param name="padding">One number, or (left, right, top, bottom, front, back).</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ReflectionPad3d(IntTuple padding, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(3, padding, "reflect", NnModel.Caller(file, line));
