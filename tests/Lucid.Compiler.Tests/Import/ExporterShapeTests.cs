using System.Reflection;

using Lucid.Import;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Models in the shape that today's exporters give them, and the table of diagnostics.</summary>
public sealed class ExporterShapeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lucid-exporter").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_with_functions_external_weights_and_symbolic_sizes_is_imported()
    {
        // Opset 18, IR 10: a library of functions in a domain of its own with overloads, attributes passed through, weights in one file,
        // dimensions called s0 and s1, reshapes with allowzero, splits with num_outputs, a condition of shapes nobody needs.
        OnnxModelBuilder model = new OnnxModelBuilder(18).Input("x", "s0", 4, "s1");
        model.Model.IrVersion = 10;
        model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "pkg.library", Version = 1 });
        File.WriteAllBytes(Path.Combine(_folder, "model.onnx.data"), new byte[4096 + (8 * 4 * 3 * 4)]);
        TensorProto weight = new() { Name = "conv.weight", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        weight.Dims.AddRange([8, 4, 3]);
        foreach ((string key, string value) in new[] { ("location", "model.onnx.data"), ("offset", "4096"), ("length", "384"), ("checksum", "0") })
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        model.Graph.Initializer.Add(weight);

        model.Node("Conv", "x conv.weight", "c", ("pads", new long[] { 1, 1 })).Node("Split", "c", "a b", ("axis", 1), ("num_outputs", 2))
            .Node("pkg.library.gate", "a b", "g", ("slope", 0.5f)).Node("Shape", "g", "n", ("start", 0L), ("end", 1L)).Integers("rest", -1)
            .Node("Concat", "n rest", "t", ("axis", 0)).Node("Reshape", "g t", "y", ("allowzero", 1)).Output("y", ElementType.F32, "s0", "4*s1");
        model.Graph.Node[2].Overload = "leaky";
        FunctionProto gate = new() { Name = "gate", Domain = "pkg.library", Overload = "leaky" };
        gate.Input.AddRange(["value", "gate"]);
        gate.Output.Add("result");
        gate.Attribute.Add("slope");
        gate.OpsetImport.Add(new OperatorSetIdProto { Version = 18 });
        NodeProto leaky = OnnxModelBuilder.Make("LeakyRelu", "value", "tmp");
        leaky.Attribute.Add(new AttributeProto { Name = "alpha", RefAttrName = "slope", Type = AttributeProto.Types.AttributeType.Float });
        gate.Node.AddRange([leaky, OnnxModelBuilder.Make("Sigmoid", "gate", "tmp_1"), OnnxModelBuilder.Make("Mul", "tmp tmp_1", "result")]);
        model.Model.Functions.Add(gate);
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model.Bytes());

        Graph graph = OnnxImporter.Import(path);
        Assert.Equal(["conv", "slice", "slice", "leaky_relu", "sigmoid", "mul", "reshape"], graph.Nodes.Select(node => node.Op.Name));
        Assert.Equal("f32[s0,4*s1]", graph.TypeOf(graph.Outputs[0].Value).ToString());
        Assert.Empty(graph.Guards);
    }

    [Fact]
    public void Axes_and_names_are_checked()
    {
        Assert.Equal("axis 2 does not exist in rank 2", Assert.Single(new OnnxModelBuilder().Input("x", 1, 2).Node("Concat", "x x", "y", ("axis", 2)).Output("y").Refused()).Message);
        Assert.Equal("an axis named twice is not supported: [0,0]",
            Assert.Single(new OnnxModelBuilder().Input("x", 1, 1).Integers("a", 0, -2).Node("Squeeze", "x a", "y").Output("y").Refused()).Message);
        Assert.Equal("an output has no name", Assert.Single(new OnnxModelBuilder().Input("x", 1).Node("Relu", "x", "y").Output("y").Output("").Refused()).Message);
    }

    [Fact]
    public void Every_diagnostic_has_an_id_of_its_own_in_the_range_of_the_importer()
    {
        DiagnosticDescriptor[] all = [.. typeof(ImportDiagnostics).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (DiagnosticDescriptor)field.GetValue(null)!)];
        Assert.Equal(all.Length, all.Select(descriptor => descriptor.Id).Distinct().Count());
        Assert.All(all, descriptor => Assert.Matches("^LUC15[0-9][0-9]$", descriptor.Id));
    }
}
