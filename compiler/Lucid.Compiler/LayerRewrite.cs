namespace Lucid.Compiler;

/// <summary>An exact rewrite of linear layers at one place of the model, with what it costs and saves there.</summary>
/// <param name="Place">The node whose result it gives.</param>
/// <param name="Before">What the nodes cost that it replaces.</param>
/// <param name="After">What those cost that stand in their place.</param>
public sealed record LayerRewrite(string Place, LayerCost Before, LayerCost After)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Place}: multiply-adds {Before.MultiplyAdds} -> {After.MultiplyAdds}, weight bytes {Before.WeightBytes} -> {After.WeightBytes}, value bytes {Before.ValueBytes} -> {After.ValueBytes}";
}
