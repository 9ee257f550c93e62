using Google.Protobuf;

using Lucid.Import;
using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

using AttributeType = Lucid.Import.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Writes ONNX models by hand: <c>new OnnxModelBuilder(13).Input("x", 1, "C").Node("Relu", "x", "y").Output("y")</c>.</summary>
internal sealed class OnnxModelBuilder
{
    public OnnxModelBuilder(int opset = 17)
    {
        Model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "test" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
    }

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    /// <summary>A float32 input; an extent is a number, a name, or null where nothing is known.</summary>
    public OnnxModelBuilder Input(string name, params object?[] extents) => Input(name, ElementType.F32, extents);

    public OnnxModelBuilder Input(string name, ElementType element, params object?[] extents)
    {
        Graph.Input.Add(Info(name, element, extents));
        return this;
    }

    public OnnxModelBuilder Output(string name)
    {
        Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public OnnxModelBuilder Output(string name, ElementType element, params object?[] extents)
    {
        Graph.Output.Add(Info(name, element, extents));
        return this;
    }

    /// <summary>A node; names are separated by spaces, '-' is an operand or output left out.</summary>
    public OnnxModelBuilder Node(string opType, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        Graph.Node.Add(Make(opType, inputs, outputs, attributes));
        return this;
    }

    public OnnxModelBuilder Initializer(string name, HostTensor tensor)
    {
        Graph.Initializer.Add(OnnxTensorWriter.ToProto(name, tensor));
        return this;
    }

    public OnnxModelBuilder Floats(string name, long[] shape, params float[] values) =>
        Initializer(name, HostTensor.Of(new Shape(shape), values.Length > 0 ? values : Ramp(new Shape(shape).ElementCount)));

    public OnnxModelBuilder Integers(string name, params long[] values) => Initializer(name, HostTensor.OfInt64(new Shape(values.Length), values));

    public byte[] Bytes() => Model.ToByteArray();

    public Graph Import(ImportOptions? options = null) => OnnxImporter.Import(new MemoryStream(Bytes()), "test.onnx", options);

    /// <summary>The diagnostics of an import that fails.</summary>
    public IReadOnlyList<Diagnostic> Refused(ImportOptions? options = null) =>
        Xunit.Assert.Throws<ModelException>(() => Import(options)).Diagnostics;

    public static NodeProto Make(string opType, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        string domain = opType.Contains('.', StringComparison.Ordinal) ? opType[..opType.LastIndexOf('.')] : string.Empty;
        NodeProto node = new() { OpType = opType[(domain.Length == 0 ? 0 : domain.Length + 1)..], Domain = domain };
        node.Input.AddRange(Names(inputs));
        node.Output.AddRange(Names(outputs));
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        return node;
    }

    public static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case int i: (attribute.I, attribute.Type) = (i, AttributeType.Int); break;
            case long i: (attribute.I, attribute.Type) = (i, AttributeType.Int); break;
            case float f: (attribute.F, attribute.Type) = (f, AttributeType.Float); break;
            case string s: (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), AttributeType.String); break;
            case HostTensor t: (attribute.T, attribute.Type) = (OnnxTensorWriter.ToProto("", t), AttributeType.Tensor); break;
            case long[] ints:
                attribute.Ints.AddRange(ints);
                attribute.Type = AttributeType.Ints;
                break;
            case float[] floats:
                attribute.Floats.AddRange(floats);
                attribute.Type = AttributeType.Floats;
                break;
            default: throw new ArgumentException($"no attribute of {value.GetType()}", nameof(value));
        }

        return attribute;
    }

    public static ValueInfoProto Info(string name, ElementType element, object?[] extents)
    {
        TensorShapeProto shape = new();
        foreach (object? extent in extents)
        {
            shape.Dim.Add(extent switch
            {
                int number => new TensorShapeProto.Types.Dimension { DimValue = number },
                string symbol => new TensorShapeProto.Types.Dimension { DimParam = symbol },
                _ => new TensorShapeProto.Types.Dimension(),
            });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = OnnxTypes.Number(element), Shape = shape } },
        };
    }

    /// <summary>0, 1, 2, … for tensors whose values only have to differ.</summary>
    public static float[] Ramp(long count) => [.. Enumerable.Range(0, (int)count).Select(i => (float)i)];

    private static IEnumerable<string> Names(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "-" ? string.Empty : name);
}
