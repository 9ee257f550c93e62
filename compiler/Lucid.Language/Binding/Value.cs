using System.Globalization;

using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>What an expression can be while a model is built.</summary>
internal abstract class Value
{
    /// <summary>For messages: <c>a tensor f32[N,3,h,w]</c>, <c>the number 3</c>.</summary>
    public abstract string Description { get; }
}

/// <summary>A value of the model: typed, without data.</summary>
internal sealed class TensorValue(Var tensor) : Value
{
    public Var Tensor => tensor;

    public override string Description => $"a tensor {tensor.Type}";
}

/// <summary>A whole number, or a size that is known when the model runs.</summary>
internal sealed class SizeValue(IntExpr size) : Value
{
    public IntExpr Size => size;

    public override string Description => size.IsConstant ? $"the number {size}" : $"the size {size}";
}

internal sealed class RealValue(double real) : Value
{
    public double Real => real;

    public override string Description => $"the number {AttributeText.Of(real)}";
}

internal sealed class TruthValue(bool truth) : Value
{
    public bool Truth => truth;

    public override string Description => truth ? "True" : "False";
}

internal sealed class TextValue(string text) : Value
{
    public string Text => text;

    public override string Description => $"the text '{(text.Length <= 40 ? text : text[..40] + "…")}'";
}

internal sealed class NoneValue : Value
{
    public override string Description => "None";
}

internal sealed class ElementValue(ElementType element) : Value
{
    public ElementType Element => element;

    public override string Description => $"the element type {element.Text()}";
}

/// <summary>A tuple or a list; <c>x.shape</c> is one.</summary>
internal sealed class ListValue(IReadOnlyList<Value> items) : Value
{
    private const int Shown = 6;

    public IReadOnlyList<Value> Items => items;

    public override string Description
    {
        get
        {
            if (items.Count > Shown || items.Any(item => item is not (SizeValue or RealValue))) return string.Create(CultureInfo.InvariantCulture, $"a list of {items.Count}");
            return $"({string.Join(", ", items.Select(item => item is SizeValue size ? size.Size.ToString() : AttributeText.Of(((RealValue)item).Real)))}{(items.Count == 1 ? "," : "")})";
        }
    }
}

/// <summary>What stands for a value that could not be made; whatever is made of it is silent.</summary>
internal sealed class PoisonValue : Value
{
    public override string Description => "unknown";
}

/// <summary>The name of a layer, as <c>ReLU</c>, before it has arguments.</summary>
internal sealed class LayerKindValue(LayerEntry entry) : Value
{
    public LayerEntry Entry => entry;

    public override string Description => $"the layer {entry.Name}";
}

/// <summary>A function, with its first argument where it was written as a method.</summary>
internal sealed class FunctionValue(FunctionEntry entry, Value? receiver = null) : Value
{
    public FunctionEntry Entry => entry;

    public Value? Receiver => receiver;

    public override string Description => $"the function {entry.Name}";
}

/// <summary>An op of the graph: <c>onnx.relu</c>.</summary>
internal sealed class OpValue(string name) : Value
{
    public string Name => name;

    public override string Description => $"the op onnx.{name}";
}

/// <summary>The namespace <c>onnx</c>.</summary>
internal sealed class NamespaceValue : Value
{
    public override string Description => "the namespace 'onnx'";
}

/// <summary>A block as it was declared.</summary>
internal sealed class BlockKindValue(BlockSyntax syntax) : Value
{
    public BlockSyntax Syntax => syntax;

    public override string Description => $"the block {syntax.Name}";
}
