using System.Collections.Frozen;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Every operator that can be imported, family by family.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, OnnxOperator> ByName = new[]
    {
        Convolutions.Table,
        MatrixProducts.Table,
        Normalizations.Table,
        Activations.Table,
        Arithmetic.Table,
        Logic.Table,
        Shapes.Table,
        Movement.Table,
        Constants.Table,
    }.SelectMany(family => family).ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The operator of a node, if it is supported in the node's opset.</summary>
    public static OnnxOperator? Find(OnnxNode node) =>
        node.Domain.Length == 0 && ByName.TryGetValue(node.OpType, out OnnxOperator? entry) && entry.Exists(node.Opset) ? entry : null;

    /// <summary>The operator of a name in any opset.</summary>
    public static OnnxOperator? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>What an opset offers, in alphabetical order.</summary>
    public static IEnumerable<string> Names(int opset) =>
        ByName.Values.Where(entry => entry.Exists(opset)).Select(entry => entry.Name).Order(StringComparer.Ordinal);
}
