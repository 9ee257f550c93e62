using System.Text;

using Google.Protobuf;
using Google.Protobuf.Reflection;

using Lucid.Import.Onnx.Proto;

namespace Lucid.Import.Onnx;

/// <summary>Bytes → protobuf messages, bounded: what is too large, cut off or no ONNX at all is refused before it is parsed.</summary>
internal static class OnnxFile
{
    /// <summary>Bytes of one file; the protobuf format itself ends at 2 GiB. Larger weights live in external data files.</summary>
    public const long MaxBytes = int.MaxValue - 64;

    public static ModelProto ReadModel(byte[] bytes, string source) => Parse(bytes, source, ModelProto.Parser, ModelProto.Descriptor, "model");

    public static TensorProto ReadTensor(byte[] bytes, string source) => Parse(bytes, source, TensorProto.Parser, TensorProto.Descriptor, "tensor");

    /// <summary>A whole stream, if it is not too large.</summary>
    public static byte[] ReadAll(Stream stream, string source)
    {
        if (stream.CanSeek && stream.Length - stream.Position > MaxBytes) throw TooLarge(source);
        using MemoryStream copy = new();
        byte[] block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            if (copy.Length + read > MaxBytes) throw TooLarge(source);
            copy.Write(block, 0, read);
        }

        return copy.ToArray();
    }

    private static T Parse<T>(byte[] bytes, string source, MessageParser<T> parser, MessageDescriptor schema, string what)
        where T : IMessage<T>
    {
        if (bytes.Length == 0) throw new OnnxFormatException(source, string.Empty, $"the file is empty; expected an ONNX {what}");
        if (bytes.AsSpan().StartsWith("version https://git-lfs"u8))
            throw new OnnxFormatException(source, string.Empty, "this is a Git LFS pointer, not the file it stands for; fetch it with 'git lfs pull'");
        WireScan.Check(bytes, schema, source);
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or DecoderFallbackException)
        {
            throw new OnnxFormatException(source, string.Empty, $"no ONNX {what}: {error.Message}");
        }
    }

    private static OnnxFormatException TooLarge(string source) =>
        new(source, string.Empty, $"the file is larger than {MaxBytes} bytes; a model of this size keeps its weights in external data files");
}
