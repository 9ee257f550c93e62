using System.Collections.Frozen;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Every operator that can be imported, family by family.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, OnnxOperator> ByName = new[]
    {
        Convolutions.Table,
        MatrixProducts.Table,
        Einsums.Table,
        Normalizations.Table,
        Pools.Table,
        Reductions.Table,
        Resampling.Table,
        Activations.Table,
        Arithmetic.Table,
        Logic.Table,
        Shapes.Table,
        Movement.Table,
        BlockOrders.Table,
        Sampling.Table,
        Constants.Table,
    }.SelectMany(family => family).Select(WithOldOpsets).ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>Operators of opset 1 that opset 6 left as they were.</summary>
    private static OnnxOperator WithOldOpsets(OnnxOperator entry) => entry.Since == OnnxModel.FirstOpset && entry.Name is
        "And" or "ArgMax" or "ArgMin" or "AveragePool" or "Constant" or "Conv" or "ConvTranspose" or "DepthToSpace" or "Equal" or "Flatten" or "GlobalAveragePool"
        or "GlobalLpPool" or "GlobalMaxPool" or "Greater" or "Identity" or "LRN" or "Less" or "LogSoftmax" or "LpNormalization" or "MatMul" or "MaxPool" or "Not" or "Or"
        or "ReduceL1" or "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp" or "ReduceMax" or "ReduceMean" or "ReduceMin" or "ReduceProd" or "ReduceSum"
        or "ReduceSumSquare" or "Shape" or "Size" or "Slice" or "Softmax" or "Softplus" or "Softsign" or "SpaceToDepth" or "Squeeze" or "TopK" or "Transpose"
        or "Unsqueeze" or "Xor" ? entry with { Since = OnnxModel.OldestOpset } : entry;

    /// <summary>The operator of a node, if it is supported in the node's opset.</summary>
    public static OnnxOperator? Find(OnnxNode node) =>
        node.Domain.Length == 0 && ByName.TryGetValue(node.OpType, out OnnxOperator? entry) && entry.Exists(node.Opset) ? entry : null;

    /// <summary>The operator of a name in any opset.</summary>
    public static OnnxOperator? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>All of them, in alphabetical order.</summary>
    public static IEnumerable<OnnxOperator> All => ByName.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>What an opset offers, in alphabetical order.</summary>
    public static IEnumerable<string> Names(int opset) =>
        ByName.Values.Where(entry => entry.Exists(opset)).Select(entry => entry.Name).Order(StringComparer.Ordinal);
}
