using Google.Protobuf;

using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>Writes a model of one node, with its parameters as initializers: how a layer is given to another runtime.</summary>
public static class OnnxLayerWriter
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    /// <summary>The bytes of a <c>.onnx</c> file.</summary>
    /// <param name="operation">The node's operator, of ONNX's own domain.</param>
    /// <param name="attributes">Its attributes, lists of integers all.</param>
    /// <param name="input">The graph's input, the node's first operand.</param>
    /// <param name="parameters">The other operands, by name.</param>
    /// <param name="output">The graph's output.</param>
    public static byte[] Write(
        string operation, IReadOnlyList<(string Name, IEnumerable<long> Values)> attributes, (string Name, ElementType Element, Shape Shape) input,
        IReadOnlyList<(string Name, HostTensor Value)> parameters, (string Name, ElementType Element, Shape Shape) output)
    {
        NodeProto node = new() { Name = "layer", OpType = operation };
        node.Input.Add(input.Name);
        node.Input.AddRange(parameters.Select(parameter => parameter.Name));
        node.Output.Add(output.Name);
        foreach ((string name, IEnumerable<long> values) in attributes)
        {
            AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
            attribute.Ints.AddRange(values);
            node.Attribute.Add(attribute);
        }

        GraphProto graph = new() { Name = "layer" };
        graph.Node.Add(node);
        graph.Initializer.AddRange(parameters.Select(parameter => OnnxTensorWriter.ToProto(parameter.Name, parameter.Value)));
        graph.Input.Add(Port(input.Name, input.Element, input.Shape));
        graph.Output.Add(Port(output.Name, output.Element, output.Shape));
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "lucid", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        return model.ToByteArray();
    }

    private static ValueInfoProto Port(string name, ElementType element, Shape shape)
    {
        TensorShapeProto extents = new();
        extents.Dim.AddRange(shape.Extents.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = OnnxTypes.Number(element), Shape = extents } } };
    }
}
