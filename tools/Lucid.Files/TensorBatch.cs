using System.Collections.Immutable;
using Lucid.Tensors;

namespace Lucid.Files;

/// <summary>Several tensors as one batch along the first axis, and back.</summary>
public static class TensorBatch
{
    /// <summary>Puts tensors of one element type, alike in all axes but the first, behind one another.</summary>
    /// <exception cref="ArgumentException">They are not alike, or there is none.</exception>
    public static HostTensor Join(IReadOnlyList<HostTensor> tensors)
    {
        if (tensors.Count == 0) throw new ArgumentException("no tensor to join", nameof(tensors));
        HostTensor first = tensors[0];
        if (tensors.Count == 1) return first;
        foreach (HostTensor tensor in tensors)
        {
            bool alike = tensor.Element == first.Element && tensor.Shape.Rank == first.Shape.Rank && first.Shape.Rank > 0
                && tensor.Shape.Extents.AsSpan()[1..].SequenceEqual(first.Shape.Extents.AsSpan()[1..]);
            if (!alike) throw new ArgumentException($"{tensor} and {first} cannot make one batch", nameof(tensors));
        }

        byte[] bytes = new byte[checked((int)tensors.Sum(tensor => (long)tensor.Bytes.Length))];
        int at = 0;
        foreach (HostTensor tensor in tensors)
        {
            tensor.Bytes.CopyTo(bytes.AsMemory(at));
            at += tensor.Bytes.Length;
        }

        return new(first.Element, WithFirst(first.Shape, tensors.Sum(tensor => tensor.Shape[0])), bytes);
    }

    /// <summary>The entries along the first axis, each with a first extent of 1.</summary>
    /// <exception cref="ArgumentException">A scalar has no first axis.</exception>
    public static ImmutableArray<HostTensor> Split(HostTensor batch)
    {
        if (batch.Shape.Rank == 0) throw new ArgumentException($"{batch} has no axis to split along", nameof(batch));
        int count = checked((int)batch.Shape[0]);
        int size = count == 0 ? 0 : batch.Bytes.Length / count;
        Shape shape = WithFirst(batch.Shape, 1);
        return [.. Enumerable.Range(0, count).Select(i => new HostTensor(batch.Element, shape, batch.Bytes.Slice(i * size, size)))];
    }

    private static Shape WithFirst(Shape shape, long first) => new([first, .. shape.Extents.AsSpan()[1..]]);
}
