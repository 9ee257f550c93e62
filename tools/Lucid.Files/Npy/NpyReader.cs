using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Npy;

/// <summary>Reads NPY versions 1, 2 and 3: six bytes of magic, two of version, the header's length and text, the elements.</summary>
internal static class NpyReader
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static HostTensor Read(ReadOnlyMemory<byte> bytes, string file)
    {
        ByteCursor cursor = new(bytes.Span, file);
        if (!cursor.Take(6, "the magic number").SequenceEqual(Magic)) throw cursor.Fault(0, "this is no NPY file; expected \\x93NUMPY");
        ReadOnlySpan<byte> version = cursor.Take(2, "the version");
        if (version[0] is < 1 or > 3 || version[1] != 0) throw cursor.Fault(6, $"NPY version {version[0]}.{version[1]}; readable are 1.0, 2.0 and 3.0");
        long headerLength = version[0] == 1 ? cursor.TakeUInt16LittleEndian("the header's length") : cursor.TakeUInt32LittleEndian("the header's length");
        int headerAt = cursor.Position;
        NpyHeader header = NpyHeader.Parse(cursor.Take(headerLength, "the header"), headerAt, file);

        int dataAt = cursor.Position;
        int size = header.Element.ByteSize();
        Shape shape = new(header.Extents);
        long expected;
        try
        {
            expected = checked(shape.ElementCount * size);
        }
        catch (OverflowException)
        {
            throw cursor.Fault(headerAt, $"the shape {shape} has more elements than 63 bits count");
        }

        if (expected != cursor.Remaining)
        {
            throw cursor.Fault(dataAt, string.Create(CultureInfo.InvariantCulture,
                $"{header.Element.Text()}{shape} takes {expected} bytes, the file has {cursor.Remaining} from here"));
        }

        ReadOnlyMemory<byte> data = bytes[dataAt..];
        if (header.BigEndian && size > 1) data = Swapped(data.Span, size);
        if (header.FortranOrder && shape.Rank > 1) data = RowMajor(data.Span, shape, size);
        return new(header.Element, shape, data);
    }

    private static byte[] Swapped(ReadOnlySpan<byte> data, int size)
    {
        byte[] swapped = data.ToArray();
        for (int at = 0; at < swapped.Length; at += size) Array.Reverse(swapped, at, size);
        return swapped;
    }

    // In Fortran order, element (i0, i1, …) lies at i0 + e0·(i1 + e1·(…)).
    private static byte[] RowMajor(ReadOnlySpan<byte> data, Shape shape, int size)
    {
        byte[] ordered = new byte[data.Length];
        long[] place = new long[shape.Rank];
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = 0; axis < shape.Rank; axis++) (strides[axis], stride) = (stride, stride * shape[axis]);
        long from = 0;
        for (long to = 0; to < ordered.Length; to += size)
        {
            data.Slice((int)(from * size), size).CopyTo(ordered.AsSpan((int)to));
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++place[axis] < shape[axis]) break;
                from -= strides[axis] * shape[axis];
                place[axis] = 0;
            }
        }

        return ordered;
    }
}
