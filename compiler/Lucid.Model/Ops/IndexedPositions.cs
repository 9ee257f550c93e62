using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>What the ops that read or write at positions given as data share: which positions exist, and what stands where none does.</summary>
internal static class IndexedPositions
{
    /// <summary>The place of no element.</summary>
    public const long None = -1;

    /// <summary>An operand of indices.</summary>
    public static bool Indices(this InferenceContext context, TensorType type)
    {
        if (type.Element.IsInteger()) return true;
        context.Error(DiagnosticDescriptors.ElementTypeRefused, "indices", type, "an integer type");
        return false;
    }

    /// <summary>The position an index means, counted from the end if it is negative; <see cref="None"/> outside of [-extent, extent).</summary>
    public static long Resolve(long index, long extent)
    {
        if (index < 0) index += extent;
        return index >= 0 && index < extent ? index : None;
    }

    /// <summary>out[i] = data[places[i]]; NaN (0 of integers, false) for <see cref="None"/>.</summary>
    public static ReferenceTensor Read(ReferenceTensor data, Shape shape, long[] places) => data.Element.IsFloat()
        ? new(shape, Array.ConvertAll(places, place => place == None ? double.NaN : data.Floats[place]), data.Element)
        : new(shape, Array.ConvertAll(places, place => place == None ? 0 : data.Integers[place]), data.Element);
}
