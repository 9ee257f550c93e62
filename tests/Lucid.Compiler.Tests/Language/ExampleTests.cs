using Lucid.Language;
using Lucid.Language.Formatting;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>The models of the tutorial: formatted, without a warning, and the graphs that they stand for.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string, string> Examples => new() { { "unet_up", "x=1x32x4x4 skip1=1x16x9x8 skip2=1x8x18x16" }, { "vae_decoder", "latent=2x16" }, { "vocoder", "mel=1x20x6" } };

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_correct_and_formatted(string name, string shapes)
    {
        Assert.NotEmpty(shapes);
        string text = Text(name);
        Assert.Empty(LucidSource.Read(text, name + ".lucid").Check());
        Assert.Equal(text, SourceFormatter.Format(text, name + ".lucid"));
        Golden.Match($"language/examples/{name}", GraphPrinter.Print(LucidSource.Read(text, name + ".lucid").Build(new LanguageOptions { InitialWeightSeed = 1 })));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_computes_finite_outputs_of_its_shapes(string name, string shapes)
    {
        Graph graph = LucidSource.Read(Text(name), name + ".lucid").Build(new LanguageOptions { InitialWeightSeed = 1 });
        Dictionary<string, HostTensor> inputs = shapes.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Ramp(new Shape([.. pair[1].Split('x').Select(long.Parse)])));
        ReferenceResult result = ReferenceInterpreter.Run(graph, inputs);
        foreach ((string output, ReferenceTensor tensor) in result.Outputs) Assert.All(tensor.Floats, value => Assert.True(double.IsFinite(value), output));
    }

    private static string Text(string name) => File.ReadAllText(RepositoryRoot.Combine($"examples/{name}.lucid"));

    private static HostTensor Ramp(Shape shape) => HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => ((i % 17) - 8) / 8f)]);
}
