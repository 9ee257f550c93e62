using System.Globalization;

namespace Lucid.Import.Onnx.Operators;

/// <summary>One operator of ai.onnx: the opsets it is supported in, what it may be given, and what it becomes.</summary>
/// <param name="Name">Its op_type.</param>
/// <param name="MaxOperands">The most operands of any version.</param>
/// <param name="Attributes">Names of its attributes in all versions, separated by spaces; <c>axes@6-12</c> exists in those opsets only.</param>
/// <param name="Lower">What it becomes.</param>
internal sealed record OnnxOperator(string Name, int MaxOperands, string Attributes, Action<NodeLowering> Lower)
{
    /// <summary>For operators of any number of operands.</summary>
    public const int Variadic = int.MaxValue;

    private readonly Dictionary<string, (int First, int Last)> _attributes = Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(Parse).ToDictionary(entry => entry.Name, entry => entry.Opsets, StringComparer.Ordinal);

    /// <summary>The first opset that is supported: the one that brought the operator, or the first in which it means what it does here.</summary>
    public int Since { get; init; } = OnnxModel.FirstOpset;

    /// <summary>The last opset that has it.</summary>
    public int Until { get; init; } = OnnxModel.LastOpset;

    /// <summary>What of the operator is refused, for the documentation; empty where nothing is.</summary>
    public string Limits { get; init; } = "";

    /// <summary>Its attributes and the opsets that have each.</summary>
    public IEnumerable<(string Name, int First, int Last)> AttributesOfOpsets => _attributes.Select(entry => (entry.Key, entry.Value.First, entry.Value.Last));

    public bool Exists(int opset) => opset >= Since && opset <= Until;

    public bool HasAttribute(string name, int opset) =>
        _attributes.TryGetValue(name, out (int First, int Last) opsets) && Math.Max(opset, OnnxModel.FirstOpset) >= opsets.First && opset <= opsets.Last;

    private static (string Name, (int First, int Last) Opsets) Parse(string text)
    {
        string[] parts = text.Split('@', '-');
        return parts.Length == 3
            ? (parts[0], (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture)))
            : (text, (OnnxModel.FirstOpset, OnnxModel.LastOpset));
    }
}
