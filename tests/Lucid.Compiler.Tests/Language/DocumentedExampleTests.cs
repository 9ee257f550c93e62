using System.Text.Json;

using Lucid.Language;
using Lucid.Model;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Every usage example of the layers' documentation as a source; the shapes are those that were really computed.</summary>
public sealed class DocumentedExampleTests
{
    private static readonly JsonElement Examples = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests/golden/ops/doc_shapes.json"))).RootElement.GetProperty("examples");

    public static TheoryData<string> Names => [.. Examples.EnumerateArray().Select(example => example.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_documented_example_has_its_true_shape(string name)
    {
        JsonElement example = Examples.EnumerateArray().Single(candidate => candidate.GetProperty("name").GetString() == name);
        string text = File.ReadAllText(RepositoryRoot.Combine($"tests/golden/language/documented/{name}.lucid"));
        LucidSource source = LucidSource.Read(text, name + ".lucid");
        Assert.DoesNotContain(source.Check(), diagnostic => diagnostic.Severity == Severity.Error);
        Graph graph = source.Build(new LanguageOptions { InitialWeightSeed = 1 });
        Assert.Equal(Shape(example.GetProperty("input_shape")), graph.TypeOf(graph.Inputs[0]).Shape.ToString());
        Assert.Equal(Shape(example.GetProperty("shape")), graph.TypeOf(Assert.Single(graph.Outputs).Value).Shape.ToString());
        if (example.TryGetProperty("inferred_in_channels", out JsonElement channels))
        {
            Value weight = Assert.Single(graph.Values, value => value.Name.EndsWith(".weight", StringComparison.Ordinal));
            Assert.Equal(channels.GetInt64(), weight.Type.Shape[0].ConstantValue);
        }
    }

    private static string Shape(JsonElement shape) => $"[{string.Join(",", shape.EnumerateArray().Select(extent => extent.GetInt64()))}]";
}
