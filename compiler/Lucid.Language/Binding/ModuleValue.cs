using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;

namespace Lucid.Language.Binding;

/// <summary>What takes values and may have weights: a layer, a block, a sequence of them. Applied twice, it uses its weights twice.</summary>
internal abstract class ModuleValue(SourceSpan span) : Value
{
    /// <summary>Where it is made.</summary>
    public SourceSpan Span => span;

    /// <summary>The name of its weights within <see cref="Home"/>; null until it has one.</summary>
    public string? Label { get; set; }

    /// <summary>Where the label stands.</summary>
    public SourceSpan LabelSpan { get; set; }

    /// <summary>The names among which its label stands.</summary>
    public required LayerScope Home { get; init; }
}

/// <summary>A layer with its arguments.</summary>
internal sealed class LayerValue(LayerEntry entry, BoundArguments arguments, SourceSpan span) : ModuleValue(span)
{
    public LayerEntry Entry => entry;

    public BoundArguments Arguments => arguments;

    /// <summary>Made when the first input is seen.</summary>
    public Module? Module { get; set; }

    public override string Description => $"the layer {entry.Name}({arguments.Text})";
}

/// <summary>A block with its parameters.</summary>
internal sealed class BlockValue(BlockSyntax syntax, IReadOnlyDictionary<string, Value> parameters, SourceSpan span) : ModuleValue(span)
{
    public BlockSyntax Syntax => syntax;

    public IReadOnlyDictionary<string, Value> Parameters => parameters;

    /// <summary>The names of its layers; made when the block is first applied.</summary>
    public LayerScope? Layers { get; set; }

    public override string Description => $"the block {syntax.Name}";
}

/// <summary>Layers, blocks and functions one after another.</summary>
internal sealed class SequenceValue(IReadOnlyList<(string Name, SourceSpan Span, Value Part)> parts, LayerScope layers, SourceSpan span) : ModuleValue(span)
{
    public IReadOnlyList<(string Name, SourceSpan Span, Value Part)> Parts => parts;

    public LayerScope Layers => layers;

    public override string Description => "a Sequential";
}
