using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>out[i₀,i₁,…] = in[offset + Σ iₐ·strideₐ]: what transposing, slicing and expanding are.</summary>
internal static class StridedCopy
{
    /// <summary>A tensor of the shape given, read through the strides.</summary>
    public static ReferenceTensor Read(ReferenceTensor input, Shape shape, long offset, long[] strides) => input.Element.IsFloat()
        ? new(shape, Read(input.Floats, shape, offset, strides), input.Element)
        : new(shape, Read(input.Integers, shape, offset, strides), input.Element);

    /// <summary>Strides under which an operand is read when it broadcasts (numpy) to a shape: 0 along axes it lacks or has with extent 1.</summary>
    public static long[] BroadcastStrides(Shape operand, Shape output)
    {
        long[] own = operand.RowMajorStrides();
        long[] strides = new long[output.Rank];
        for (int axis = 0; axis < operand.Rank; axis++)
        {
            if (operand[axis] != 1) strides[output.Rank - operand.Rank + axis] = own[axis];
        }

        return strides;
    }

    /// <summary>Σ iₐ·strideₐ for every position of a shape in row-major order.</summary>
    public static long[] Offsets(Shape shape, long[] strides)
    {
        long[] offsets = new long[shape.ElementCount];
        long[] index = new long[shape.Rank];
        long offset = 0;
        for (int at = 0; at < offsets.Length; at++)
        {
            offsets[at] = offset;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < shape[axis]) break;
                offset -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }

        return offsets;
    }

    private static T[] Read<T>(T[] input, Shape shape, long offset, long[] strides)
    {
        T[] output = new T[shape.ElementCount];
        if (output.Length == 0) return output;
        int width = shape.Rank == 0 ? 1 : (int)shape[shape.Rank - 1];
        long step = shape.Rank == 0 ? 0 : strides[^1];
        long[] rows = Offsets(shape.Rank == 0 ? shape : new Shape(shape.Extents.AsSpan()[..^1]), strides);
        for (int row = 0; row < rows.Length; row++)
        {
            long at = offset + rows[row];
            for (int x = 0; x < width; x++, at += step) output[(row * width) + x] = input[at];
        }

        return output;
    }
}
