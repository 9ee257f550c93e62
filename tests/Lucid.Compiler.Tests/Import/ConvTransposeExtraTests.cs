using Lucid.Import;
using Lucid.Import.Onnx;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>What torch cannot express: auto_pad, output_shape, asymmetric pads, omitted attributes.</summary>
public sealed class ConvTransposeExtraTests
{
    private static string Folder => RepositoryRoot.Combine("tests/golden/convtranspose-extra");

    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_its_output(string name)
    {
        string folder = Path.Combine(Folder, name);
        Graph graph = OnnxImporter.Import(Path.Combine(folder, "model.onnx"));
        var inputs = graph.Inputs.Select((id, i) => (graph[id].Name, Tensor(folder, $"input_{i}"))).ToDictionary(pair => pair.Name, pair => pair.Item2);
        ReferenceTensor output = ReferenceInterpreter.Run(graph, inputs).Outputs.GetAt(0).Value;
        Relative.Close(Tensor(folder, "output_0"), output, 1e-6, name);
    }

    [Theory]
    [InlineData("SAME_UPPER", 3, 2)]
    [InlineData("SAME_LOWER", 3, 2)]
    [InlineData("SAME_UPPER", 4, 3)]
    [InlineData("SAME_LOWER", 2, 3)]
    [InlineData("VALID", 3, 2)]
    public void Symbolic_sizes_resolve_to_the_same_paddings(string autoPad, int kernel, int stride)
    {
        foreach (string layer in new[] { "Conv", "ConvTranspose" })
        {
            Graph symbolic = Model("h").Import();
            for (int extent = kernel; extent < 9; extent++)
            {
                Graph known = Model(extent).Import();
                Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.Of(new Shape(1, 1, extent), OnnxModelBuilder.Ramp(extent)) };
                Assert.Equal(ReferenceInterpreter.Run(known, inputs).Outputs["y"].Floats, ReferenceInterpreter.Run(symbolic, inputs).Outputs["y"].Floats);
            }

            OnnxModelBuilder Model(object extent) => new OnnxModelBuilder().Input("x", 1, 1, extent).Floats("w", [1, 1, kernel], [.. OnnxModelBuilder.Ramp(kernel).Select(value => value + 1)])
                .Node(layer, "x w", "y", ("auto_pad", autoPad), ("strides", new long[] { stride })).Output("y");
        }
    }

    private static HostTensor Tensor(string folder, string name) =>
        OnnxTensorReader.Read(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", name + ".pb")), name).Tensor;
}
