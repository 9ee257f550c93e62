using System.Buffers.Binary;
using System.Text;
using Lucid.Tensors;

namespace Lucid.Files.Npy;

/// <summary>Writes NPY version 1.0: row-major, little-endian, data at a multiple of 64 bytes, as NumPy does.</summary>
internal static class NpyWriter
{
    private const int PrefixBytes = 10;
    private const int Alignment = 64;

    public static void Write(Stream stream, HostTensor tensor, string file)
    {
        // At most 32 axes of 19 digits: the header's length always fits the 16 bits of version 1.0.
        string text = NpyHeader.Text(tensor, file);
        int length = ((PrefixBytes + text.Length + Alignment) / Alignment * Alignment) - PrefixBytes;
        Span<byte> prefix = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], checked((ushort)length));
        stream.Write(prefix);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
        stream.Write(tensor.Bytes.Span);
    }
}
