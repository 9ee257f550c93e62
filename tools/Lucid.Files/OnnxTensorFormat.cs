using System.Runtime.InteropServices;
using Lucid.Import.Onnx;

namespace Lucid.Files;

/// <summary>A serialized ONNX TensorProto.</summary>
internal sealed class OnnxTensorFormat : TensorFormat
{
    public override string Extension => ".pb";

    public override string Description => "one ONNX tensor";

    public override IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file)
    {
        bool whole = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array is { } array && segment.Count == array.Length;
        try
        {
            OnnxTensor tensor = OnnxTensorReader.Read(whole ? segment.Array! : bytes.ToArray(), file);
            return [new(tensor.Name, tensor.Tensor)];
        }
        catch (OnnxFormatException fault)
        {
            // The place is a path of fields, with its byte offset in the text where there is one.
            throw new TensorFileException(file, null, fault.Place.Length == 0 ? fault.Problem : $"{fault.Place}: {fault.Problem}", fault);
        }
    }

    public override void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options)
    {
        NamedTensor tensor = Single(file, tensors);
        stream.Write(OnnxTensorWriter.Write(new OnnxTensor(tensor.Name, tensor.Tensor)));
    }
}
