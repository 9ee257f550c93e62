using Google.Protobuf;

using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>Writes a tensor as a serialized TensorProto, with raw data.</summary>
public static class OnnxTensorWriter
{
    /// <summary>The bytes of a <c>.pb</c> file.</summary>
    public static byte[] Write(OnnxTensor tensor) => ToProto(tensor.Name, tensor.Tensor).ToByteArray();

    internal static TensorProto ToProto(string name, HostTensor tensor)
    {
        TensorProto proto = new() { Name = name, DataType = OnnxTypes.Number(tensor.Element), RawData = ByteString.CopyFrom(tensor.Bytes.Span) };
        proto.Dims.AddRange(tensor.Shape.Extents);
        return proto;
    }
}
