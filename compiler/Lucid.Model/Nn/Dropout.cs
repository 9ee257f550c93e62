namespace Lucid.Model.Nn;

/// <summary>torch.nn.Dropout, which does nothing after training; its 1d, 2d and 3d forms are the same.</summary>
/// <param name="p">The probability it had in training.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
public sealed class Dropout(double p = 0.5, bool inplace = false) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"p={PythonText.Float(p)}, inplace={PythonText.Bool(inplace)}";
}
