using Lucid.Tensors;
using Xunit;

namespace Lucid.Runtime.Tests.Tensors;

public sealed class ShapeBinderTests
{
    [Fact]
    public void Symbols_are_read_off_plain_extents() =>
        Assert.Equal("[N, 2], [h, 64], [w, 48]", Bind(("x", "N,3,h,w", [2, 3, 64, 48])));

    [Fact]
    public void Symbols_are_read_off_linear_extents_in_any_order() =>
        Assert.Equal("[a, 5], [b, 7], [h, 64]", Bind(("x", "8*h+a,a+b", [517, 12]), ("y", "2*a-1", [9]), ("z", "8*h", [512])));

    [Fact]
    public void An_extent_that_determines_nothing_is_checked() =>
        Assert.Equal("[h, 9]", Bind(("x", "h//2", [4]), ("y", "h", [9])));

    [Theory]
    [InlineData("N,3,h,w", new long[] { 2, 3, 64 }, null, "input 'x' has 3 axes, expected 4 (shape [2,3,64], declared f32[N,3,h,w])")]
    [InlineData("N,3,h,w", new long[] { 2, 4, 64, 64 }, 1, "input 'x' has extent 4 in axis 1, expected 3 (shape [2,4,64,64], declared f32[N,3,h,w])")]
    [InlineData("N,8*h", new long[] { 2, 12 }, 1, "input 'x' has extent 12 in axis 1, expected 8*h for some h of 1 or more (shape [2,12], declared f32[N,8*h])")]
    [InlineData("N,h", new long[] { 2, 0 }, 1, "input 'x' has extent 0 in axis 1, expected h, 1 or more (shape [2,0], declared f32[N,h])")]
    [InlineData("h,h", new long[] { 2, 3 }, 1, "input 'x' has extent 3 in axis 1, expected h = 2, as input 'x' has it in axis 0 (shape [2,3], declared f32[h,h])")]
    [InlineData("h,2*(h//2)", new long[] { 5, 5 }, 1, "input 'x' has extent 5 in axis 1, expected 2*(h//2) = 4 with h = 5 (shape [5,5], declared f32[h,2*(h//2)])")]
    public void A_wrong_shape_is_refused_saying_what_was_found_and_expected(string declared, long[] actual, int? axis, string message)
    {
        var error = Assert.Throws<ShapeMismatchException>(() => Bind(("x", declared, actual)));
        Assert.Equal(message, error.Message);
        Assert.Equal(("x", axis), (error.InputName, error.Axis));
    }

    [Fact]
    public void Two_inputs_that_disagree_are_both_named() => Assert.Equal(
        "input 'skip' has extent 63 in axis 1, expected h = 64, as input 'x' has it in axis 0 (shape [4,63], declared f32[4,h])",
        Assert.Throws<ShapeMismatchException>(() => Bind(("x", "h", [64]), ("skip", "4,h", [4, 63]))).Message);

    [Fact]
    public void A_symbol_that_nothing_determines_is_a_named_exception() =>
        Assert.Equal("symbol h has no value", Assert.Throws<ShapeEvaluationException>(() => Bind(("x", "h//2", [4]))).Message);

    [Fact]
    public void Undetermined_symbols_are_named()
    {
        TensorType[] types = [Type("h//2,a*b,N"), Type("c+d,d")];
        Assert.Equal(["a", "b", "h"], ShapeBinder.Undetermined(types));
    }

    [Fact]
    public void A_guard_that_fails_says_so_with_the_values()
    {
        (IntExpr, string, string)[] guards = [(IntExpr.Parse("0<h"), "h", ""), (IntExpr.Parse("2*(h//2)==h+w-w*N"), "the skip does not fit", "unet.onnx:9:1")];
        Dictionary<string, long> symbols = new() { ["h"] = 7, ["w"] = 3, ["N"] = 1 };
        var error = Assert.Throws<ShapeGuardException>(() => ShapeBinder.CheckGuards(guards, symbols));
        Assert.Equal("unet.onnx:9:1: the skip does not fit (with N = 1, h = 7, w = 3)", error.Message);
        Assert.Equal("unet.onnx:9:1", error.Place);
        symbols["h"] = 8;
        ShapeBinder.CheckGuards(guards, symbols);
    }

    [Fact]
    public void Bound_symbols_give_back_the_shapes_they_were_read_off()
    {
        const int Seed = 99;
        Random random = new(Seed);
        for (int round = 0; round < 500; round++)
        {
            // A triangular system in random order: each extent adds one new symbol to known ones.
            List<IntExpr> extents = [];
            IntExpr known = random.Next(1, 5);
            foreach (string name in new[] { "a", "b", "c", "d" })
            {
                extents.Add((random.Next(1, 6) * IntExpr.Symbol(name)) + known);
                known = random.Next(2) == 0 ? extents[^1] : IntExpr.Symbol(name) * IntExpr.Symbol(name);
            }

            IntExpr[] shuffled = [.. extents.OrderBy(_ => random.Next())];
            Dictionary<string, long> symbols = new() { ["a"] = random.Next(1, 50), ["b"] = random.Next(1, 50), ["c"] = random.Next(1, 50), ["d"] = random.Next(1, 50) };
            SymbolicShape declared = new(shuffled);
            var bound = ShapeBinder.Bind([("x", new TensorType(ElementType.F32, declared), declared.Evaluate(symbols))]);
            Assert.True(symbols.OrderBy(symbol => symbol.Key).SequenceEqual(bound), $"seed {Seed}, round {round}: {declared}");
        }
    }

    private static string Bind(params (string Name, string Extents, long[] Actual)[] inputs) =>
        string.Join(", ", ShapeBinder.Bind(inputs.Select(input => (input.Name, Type(input.Extents), new Shape(input.Actual)))));

    private static TensorType Type(string extents) => new(ElementType.F32, new SymbolicShape([.. extents.Split(',').Select(IntExpr.Parse)]));
}
