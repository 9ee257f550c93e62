using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Symbolic;

/// <summary>A small tensor whose elements are known as expressions over the model's symbols: a shape, or what is computed from shapes.</summary>
internal sealed record SymbolicTensor(ElementType Element, Shape Shape, Ratio[] Elements)
{
    /// <summary>More elements than any computation of shapes has.</summary>
    public const int MaxElements = 1024;

    /// <summary>Characters of one expression; a chain of squarings ends here.</summary>
    public const int MaxLength = 1024;

    public bool IsConstant => Elements.All(element => element.IsConstant);

    /// <summary>Constant data as expressions, or null where that cannot be: too many, or floats that are no ratios.</summary>
    public static SymbolicTensor? From(ReferenceTensor constant)
    {
        if (constant.Shape.ElementCount > MaxElements) return null;
        if (!constant.Element.IsFloat()) return new(constant.Element, constant.Shape, [.. constant.Integers.Select(value => (Ratio)value)]);
        Ratio[] elements = new Ratio[constant.Floats.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            if (Ratio.FromFloat(constant.Floats[i]) is not { } ratio) return null;
            elements[i] = ratio;
        }

        return new(constant.Element, constant.Shape, elements);
    }

    /// <summary>The data where all elements are constants.</summary>
    public ReferenceTensor ToReference() => Element.IsFloat()
        ? new ReferenceTensor(Shape, [.. Elements.Select(element => element.ConstantValue)], Element)
        : new ReferenceTensor(Shape, [.. Elements.Select(element => element.Numerator.ConstantValue)], Element);
}
