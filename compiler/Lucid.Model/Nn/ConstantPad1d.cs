using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ConstantPad1d: a number around the last axis; a negative padding crops.</summary>
/// <param name="padding">One number, or (left, right).</param>
/// <param name="value">The number.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The padding has another number of entries.</exception>
public sealed class ConstantPad1d(IntTuple padding, double value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : PadModule(1, padding, "constant", NnModel.Caller(file, line), value)
{
    /// <inheritdoc/>
    public override string ToString() => $"padding={base.ToString()}, value={PythonText.Float(FillValue)}";
}
