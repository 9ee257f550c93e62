namespace Lucid.Model.Nn;

/// <summary>What torch's dropouts have in common: after training they do nothing.</summary>
public abstract class DropoutModule : Module
{
    private readonly double _p;
    private readonly bool _inplace;

    internal DropoutModule(double p, bool inplace) => (_p, _inplace) = (p, inplace);

    /// <inheritdoc/>
    public override Var Forward(Var input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"p={PythonText.Float(_p)}, inplace={PythonText.Bool(_inplace)}";
}
