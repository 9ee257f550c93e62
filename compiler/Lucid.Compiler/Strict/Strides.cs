using Lucid.Tensors;

namespace Lucid.Compiler.Strict;

/// <summary>Where elements lie in row-major tensors.</summary>
internal static class Strides
{
    /// <summary>For every element of a shape, in order, the element of an operand that broadcasts to it.</summary>
    public static long[] Broadcast(Shape operand, Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = operand.Rank - 1; axis >= 0; axis--)
        {
            if (operand[axis] != 1) strides[shape.Rank - operand.Rank + axis] = stride;
            stride *= operand[axis];
        }

        return Walk([.. shape.Extents], strides);
    }

    /// <summary>The first element of each group along some axes, and the elements of a group from it, both in row-major order.</summary>
    public static (long[] Groups, long[] Within) Groups(Shape shape, Func<int, bool> isReduced)
    {
        long[] own = new long[shape.Rank];
        long stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            own[axis] = stride;
            stride *= shape[axis];
        }

        int[] reduced = [.. Enumerable.Range(0, shape.Rank).Where(isReduced)], kept = [.. Enumerable.Range(0, shape.Rank).Where(axis => !isReduced(axis))];
        return (Walk([.. kept.Select(axis => shape[axis])], [.. kept.Select(axis => own[axis])]), Walk([.. reduced.Select(axis => shape[axis])], [.. reduced.Select(axis => own[axis])]));
    }

    private static long[] Walk(long[] extents, long[] strides)
    {
        long count = extents.Aggregate(1L, (product, extent) => checked(product * extent));
        long[] places = new long[count];
        for (long at = 0; at < count; at++)
        {
            long rest = at;
            for (int axis = extents.Length - 1; axis >= 0; axis--)
            {
                (rest, long index) = Math.DivRem(rest, extents[axis]);
                places[at] += index * strides[axis];
            }
        }

        return places;
    }
}
