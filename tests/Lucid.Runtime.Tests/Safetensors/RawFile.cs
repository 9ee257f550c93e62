using System.Buffers.Binary;
using System.Text;

namespace Lucid.Runtime.Tests.Safetensors;

/// <summary>Safetensors bytes put together by hand, right or wrong.</summary>
internal static class RawFile
{
    public static byte[] Of(string header, params byte[] data) => Of(header, (ulong)Encoding.UTF8.GetByteCount(header), data);

    public static byte[] Of(string header, ulong statedLength, params byte[] data)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, statedLength);
        return [.. prefix, .. Encoding.UTF8.GetBytes(header), .. data];
    }
}
