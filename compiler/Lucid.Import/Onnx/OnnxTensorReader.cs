using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>A tensor and the name it travels under.</summary>
/// <param name="Name">The name stored with it; empty if none.</param>
/// <param name="Tensor">Its data.</param>
public sealed record OnnxTensor(string Name, HostTensor Tensor);

/// <summary>Reads a serialized TensorProto, the <c>.pb</c> files beside ONNX tests.</summary>
public static class OnnxTensorReader
{
    /// <summary>The tensor with the element type it is stored with.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="OnnxFormatException">The bytes are no tensor, or one of strings or another type without numbers.</exception>
    public static OnnxTensor Read(byte[] bytes, string source = "tensor")
    {
        TensorProto tensor = OnnxFile.ReadTensor(bytes, source);
        string place = tensor.Name.Length == 0 ? "tensor" : $"tensor '{tensor.Name}'";
        if (tensor.DataType == 0)
            throw new OnnxFormatException(source, place, "no element type: this is no tensor; sequences, maps and optionals are not supported");
        return new OnnxTensor(tensor.Name, TensorData.Read(tensor, source, place));
    }
}
