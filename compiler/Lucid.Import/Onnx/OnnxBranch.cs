using Lucid.Import.Onnx.Proto;

namespace Lucid.Import.Onnx;

/// <summary>One of the graphs of an If, its functions expanded and its own names made unique in the model.</summary>
/// <param name="Nodes">Its nodes in the file's order.</param>
/// <param name="Initializers">Its own constants by their unique names.</param>
/// <param name="Outputs">What it hands to the outputs of the If.</param>
internal sealed record OnnxBranch(IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, TensorProto> Initializers, string[] Outputs)
{
    /// <summary>Values of the graph around it that it reads.</summary>
    public IReadOnlyList<string> Captures { get; } = CapturesOf(Nodes, Initializers, Outputs);

    private static List<string> CapturesOf(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, TensorProto> initializers, string[] outputs)
    {
        HashSet<string> own = [.. initializers.Keys, .. nodes.SelectMany(node => node.Outputs)];
        return [.. nodes.SelectMany(node => node.Reads).Concat(outputs).Where(name => name.Length > 0 && !own.Contains(name)).Distinct(StringComparer.Ordinal)];
    }
}
