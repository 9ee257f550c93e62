using System.Globalization;

namespace Lucid.Tensors;

/// <summary>The extents of a tensor whose sizes are all known, outermost axis first. Rank 0 is a scalar.</summary>
public readonly record struct Shape
{
    private readonly ValueList<long> _extents;

    /// <summary>A shape of the extents given; each must be 0 or more.</summary>
    public Shape(params ReadOnlySpan<long> extents)
    {
        foreach (long extent in extents) ArgumentOutOfRangeException.ThrowIfNegative(extent);
        _extents = ValueList.Create(extents);
    }

    /// <summary>Number of axes.</summary>
    public int Rank => _extents.Count;

    /// <summary>The extents, outermost first.</summary>
    public ValueList<long> Extents => _extents;

    /// <summary>Extent of an axis.</summary>
    public long this[int axis] => _extents[axis];

    /// <summary>Product of the extents; 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product exceeds 63 bits.</exception>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long extent in _extents.AsSpan())
            {
                if (extent == 0) return 0;
                count = checked(count * extent);
            }

            return count;
        }
    }

    /// <summary>Strides in elements of a row-major tensor of this shape.</summary>
    public long[] RowMajorStrides()
    {
        long[] strides = new long[Rank];
        long stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(1, _extents[axis]));
        }

        return strides;
    }

    /// <summary>As <c>[1,3,64,64]</c>.</summary>
    public override string ToString() =>
        "[" + string.Join(",", _extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture))) + "]";
}
