using Lucid.Import;
using Lucid.Language;
using Lucid.Language.Formatting;
using Lucid.Language.Writing;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Imported models written as sources: the same program comes again, word for word.</summary>
public sealed class RoundTripTests
{
    /// <summary>All golden and example models, and the trained ones where they are.</summary>
    public static TheoryData<string> Models =>
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Combine("tests/golden/models"), "model.onnx", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("examples"), "*.onnx"))
            .Concat(Resources.TrainedModels is { } real ? Directory.EnumerateFiles(real, "*.onnx", SearchOption.AllDirectories) : [])
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_written_as_a_source_compiles_to_the_same_program(string file) => AssertSame(OnnxImporter.Import(RepositoryRoot.Combine(file)));

    /// <summary>Every ONNX node test that imports without its inputs' data; without LUCID_FULL=1 every eighth of them and all of Gemm and of PyTorch's additions.</summary>
    [FactNeeding(Resource.OnnxNodeTests)]
    public void An_operator_written_as_a_source_compiles_to_the_same_program()
    {
        List<string> faults = [];
        int compared = 0, index = 0;
        foreach (string file in Directory.EnumerateFiles(Resources.OnnxNodeTests!, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            bool named = file.Contains("gemm", StringComparison.Ordinal) || file.Contains("operator_add", StringComparison.Ordinal);
            if (!Resources.Full && !named && index++ % 8 != 0) continue;
            Graph graph;
            try
            {
                graph = OnnxImporter.Import(file);
                ModelCompiler.Compile(graph);
            }
            catch (ModelException)
            {
                continue; // refused, or it needs the data of its inputs
            }

            compared++;
            try
            {
                AssertSame(graph);
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException or SourceException)
            {
                faults.Add($"{Path.GetFileName(Path.GetDirectoryName(file))}: {fault.Message}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.True(compared > 30, $"only {compared} were compared");
    }

    [Fact]
    public void Names_guards_and_attributes_of_every_kind_come_again()
    {
        Graph graph = Sources.Build("""
            weight `odd name`: f32[4]
            const half: f16[] = 0.1
            const whole: i64[2, 2] = [[1, -2], [3, 4]]
            const real: f32[3] = [0.1, -0.0, inf]
            model "a model"(`x/0`: f32[N, 4, 2*h, w], h: f32[N, 4, h, w], skip: f32[N, 4, H, w]) {
                require H == 4*dim("h"), "the skip is twice as high" at "unet.onnx: node 'a'"
                require w >= 2
                a = `x/0` -> up: ConvTranspose2d(4, (2, 1), stride=(2, 1), padding=((0, 1), (1, 0)))
                c = cat([`x/0`, h -> grow: ConvTranspose2d(4, (2, 1), stride=(2, 1), dtype=f32)], dim=1) as "/join": "join:0"
                d = (a[:, :, :2] * `odd name`[:1] -> onnx.leaky_relu(alpha=1e-3)) + 2.5
                e = c -> onnx.reshape(shape=[N, 8, 2*dim("h")*w]) -> permute(0, 2, 1) -> lin: Linear(5, bias=False) -> Tanh
                output `out/0` = d
                output e = e
                output f = c -> bn: BatchNorm2d(eps=0.001) -> onnx.clip(min=-1.0, max=inf)
                output g = onnx.mod(whole, whole)
                output i = real * 2.0
                output j = half + half
                output k = skip -> onnx.pad(mode="reflect", begin=[0, 0, dim("h") % 2, 0], end=[0, 0, dim("h") // 3, 0])
            }
            """);
        AssertSame(graph);
    }

    private static void AssertSame(Graph graph)
    {
        WrittenSource written = SourceWriter.Write(graph, "weights.safetensors", "Converted.");
        Assert.Equal(written.Text, SourceFormatter.Format(written.Text, "written.lucid"));
        LucidSource source = LucidSource.Read(written.Text, "written.lucid");
        Graph again = source.Build(new LanguageOptions { Weights = written.Weights.Count == 0 ? null : _ => written.Weights });
        Assert.Equal(ProgramPrinter.Print(ModelCompiler.Compile(graph)), ProgramPrinter.Print(ModelCompiler.Compile(again)));
        Assert.Equal(graph.Nodes.Select(node => (node.Name, node.Op.ToString())), again.Nodes.Select(node => (node.Name, node.Op.ToString())));
        Assert.Equal(graph.Guards.Select(guard => (guard.Condition, guard.Message, guard.Span)), again.Guards.Select(guard => (guard.Condition, guard.Message, guard.Span)));
        Assert.Equal(graph.Outputs.Select(output => (output.Name, graph[output.Value].Name, graph.TypeOf(output.Value))), again.Outputs.Select(output => (output.Name, again[output.Value].Name, again.TypeOf(output.Value))));
        foreach ((ValueId id, var data) in graph.Constants)
        {
            ValueId other = again.Values.Single(value => value.Name == graph[id].Name).Id;
            Assert.Equal(data.Bytes.ToArray(), again.Constants[other].Bytes.ToArray());
        }
    }
}
