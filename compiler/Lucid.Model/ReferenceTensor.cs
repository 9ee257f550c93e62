using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// Data in the reference interpreter: floats of any width as float64, integers and booleans as int64. Row-major.
/// Exactly one of <see cref="Floats"/> and <see cref="Integers"/> holds the elements, after the element type.
/// </summary>
public sealed class ReferenceTensor
{
    /// <summary>Takes over float data.</summary>
    public ReferenceTensor(Shape shape, double[] floats, ElementType element = ElementType.F32)
    {
        if (!element.IsFloat() || floats.LongLength != shape.ElementCount) throw new ArgumentException($"{floats.LongLength} floats are no {element.Text()}{shape}");
        (Shape, Element, Floats, Integers) = (shape, element, floats, []);
    }

    /// <summary>Takes over integer or boolean data.</summary>
    public ReferenceTensor(Shape shape, long[] integers, ElementType element = ElementType.I64)
    {
        if (element.IsFloat() || integers.LongLength != shape.ElementCount) throw new ArgumentException($"{integers.LongLength} integers are no {element.Text()}{shape}");
        (Shape, Element, Floats, Integers) = (shape, element, [], integers);
    }

    /// <summary>The element type it stands for; values are not rounded to it between ops.</summary>
    public ElementType Element { get; }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>The elements of a float tensor.</summary>
    public double[] Floats { get; }

    /// <summary>The elements of an integer or boolean tensor.</summary>
    public long[] Integers { get; }

    /// <summary>Host data widened without loss.</summary>
    public static ReferenceTensor From(HostTensor tensor) => tensor.Element.IsFloat()
        ? new(tensor.Shape, tensor.ToDoubles(), tensor.Element)
        : new(tensor.Shape, tensor.ToInt64s(), tensor.Element);

    /// <summary>Host data, each float rounded once to the element type, each integer checked against it.</summary>
    public HostTensor ToHost() => Element.IsFloat()
        ? HostTensor.FromDoubles(Element, Shape, Floats)
        : HostTensor.FromInt64s(Element, Shape, Integers);
}
