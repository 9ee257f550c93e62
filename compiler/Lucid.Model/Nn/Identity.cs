namespace Lucid.Model.Nn;

/// <summary>torch.nn.Identity: the input itself.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => input;
}
