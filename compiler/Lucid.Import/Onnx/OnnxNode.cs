using Lucid.Import.Onnx.Proto;
using Lucid.Model;

namespace Lucid.Import.Onnx;

/// <summary>A node of the model after functions have been expanded: its names are unique values of one flat graph.</summary>
/// <param name="Name">Its name, or <c>OpType_index</c> where the file gives none.</param>
/// <param name="OpType">The operator.</param>
/// <param name="Domain">Its domain; empty for ai.onnx.</param>
/// <param name="Opset">The version of its domain that the node was written for.</param>
/// <param name="Inputs">Names of operands; empty where an optional one is left out.</param>
/// <param name="Outputs">Names of results; empty where one is not wanted.</param>
/// <param name="Attributes">Attributes by name.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record OnnxNode(
    string Name, string OpType, string Domain, int Opset, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, AttributeProto> Attributes, SourceSpan Span)
{
    /// <summary>The operator with its domain, where that is not ai.onnx.</summary>
    public string QualifiedOpType => Domain.Length == 0 ? OpType : $"{Domain}.{OpType}";

    /// <summary>The graphs of an If, by the attribute that holds them; empty for any other node.</summary>
    public IReadOnlyDictionary<string, OnnxBranch> Branches { get; init; } = new Dictionary<string, OnnxBranch>();

    /// <summary>Every value that must be there before the node: its operands, and what its branches read from outside.</summary>
    public IEnumerable<string> Reads => Branches.Count == 0 ? Inputs : Inputs.Concat(Branches.Values.SelectMany(branch => branch.Captures));
}
