using System.Text.Json;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>Usage examples from documentation, each really executed by torch: formulas rule where an example's comment disagrees.</summary>
public sealed class DocumentedShapeTests
{
    public static TheoryData<string> Modules => Names("module");

    public static TheoryData<string> Functions => Names("functional");

    [Fact]
    public void All_examples_are_covered() => Assert.Equal(GoldenOps.DocumentedShapes.Count(), Modules.Count + Functions.Count);

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_documented_module_gives_the_true_shape(string name)
    {
        JsonElement example = Find(name);
        NnModel model = new(name);
        Var input = model.Input("x", string.Join(',', example.Longs("input_shape")));
        Var value = input;
        foreach (JsonElement layer in example.GetProperty("layers").EnumerateArray())
        {
            (IntTuple kernel, IntTuple stride, IntTuple padding) = (layer.Longs("kernel"), layer.Longs("stride"), layer.Longs("padding"));
            long outChannels = layer.GetProperty("out_channels").GetInt64();
            IntTuple outputPadding = layer.TryGetProperty("output_padding", out _) ? layer.Longs("output_padding") : 0;
            long InChannels() => layer.GetProperty("in_channels").GetInt64();
            Module module = layer.Text("op") switch
            {
                "Conv2d" => new Conv2d(InChannels(), outChannels, kernel, stride, padding),
                "ConvTranspose1d" => new ConvTranspose1d(InChannels(), outChannels, kernel, stride, padding, outputPadding),
                "ConvTranspose2d" => new ConvTranspose2d(InChannels(), outChannels, kernel, stride, padding, outputPadding),
                "LazyConvTranspose2d" => new LazyConvTranspose2d(outChannels, kernel, stride, padding, outputPadding),
                string other => throw new NotSupportedException(other),
            };
            if (module is LazyConvTranspose2d lazy)
            {
                Assert.Null(lazy.InChannels);
                Assert.Null(lazy.Weight);
                Assert.Null(lazy.Bias);
            }

            bool toInputSize = layer.TryGetProperty("output_size", out JsonElement size) && size.GetString() == "input.size()";
            value = toInputSize ? ((ConvTransposeModule)module).Forward(value, input.Shape.Extents) : module.Forward(value);
            if (module is LazyConvTranspose2d known) Assert.Equal(example.GetProperty("inferred_in_channels").GetInt64(), known.InChannels);
        }

        AssertShape(example, value);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_documented_function_call_gives_the_true_shape(string name)
    {
        JsonElement example = Find(name);
        NnModel model = new(name);
        Var value = model.Input("x", string.Join(',', example.Longs("input_shape")));
        foreach (JsonElement step in example.GetProperty("steps").EnumerateArray())
        {
            Var weight = model.Input("w", string.Join(',', step.Longs("weight_shape")));
            value = F.ConvTranspose2d(value, weight, stride: step.Longs("stride"), padding: step.Longs("padding"), outputPadding: step.Longs("output_padding"));
            AssertShape(step, value);
        }

        AssertShape(example, value);
    }

    private static void AssertShape(JsonElement record, Var value)
    {
        Assert.Equal(new Shape(record.Longs("shape")), value.Shape.ToShape());
        // The example's own comment is right exactly where the record says so.
        if (record.GetProperty("documented_shape").ValueKind == JsonValueKind.Array)
            Assert.Equal(record.GetProperty("agrees").GetBoolean(), value.Shape.ToShape() == new Shape(record.Longs("documented_shape")));
    }

    private static JsonElement Find(string name) => GoldenOps.DocumentedShapes.Single(example => example.Text("name") == name);

    private static TheoryData<string> Names(string kind) => [.. GoldenOps.DocumentedShapes.Where(example => example.Text("kind") == kind).Select(example => example.Text("name"))];
}
