using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>Functions and operators on values, each on a literal tensor and with torch's defaults.</summary>
public sealed class FunctionTests
{
    private static readonly HostTensor Grid = HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Operators_broadcast_and_take_numbers_on_either_side()
    {
        Assert.Equal([2f, 4, 6, 8, 10, 12], Run(x => x + x));
        Assert.Equal([0f, 0, 0, 0, 0, 0], Run(x => x - x));
        Assert.Equal([1f, 4, 9, 16, 25, 36], Run(x => x * x));
        Assert.Equal([1f, 1, 1, 1, 1, 1], Run(x => x / x));
        Assert.Equal([-1f, -2, -3, -4, -5, -6], Run(x => -x));
        Assert.Equal([3f, 5, 7, 9, 11, 13], Run(x => 1 + (2 * x)));
        Assert.Equal([9f, 8, 7, 6, 5, 4], Run(x => 10 - x));
        Assert.Equal([0f, 0.5f, 1, 1.5f, 2, 2.5f], Run(x => (x - 1) / 2));
        Assert.Equal([60f, 30, 20, 15, 12, 10], Run(x => 60 / x));
        Assert.Equal([1f, 2, 3, 4, 5, 6], Run(x => x * 1.0 + 0));
    }

    [Fact]
    public void Ranges_slice_leading_axes_and_count_from_the_end()
    {
        Assert.Equal([4f, 5, 6], Run(x => x[1..]));
        Assert.Equal([2f, 5], Run(x => x[.., 1..^1]));
        Assert.Equal([3f, 6], Run(x => x[.., ^1..]));
        NnModel model = new("m");
        Assert.Equal("f32[N,h-2]", model.Input("x", "N,h")[.., 1..^1].Type.ToString());
    }

    [Fact]
    public void Too_many_ranges_and_ranges_that_leave_the_extent_are_refused()
    {
        Assert.Equal("error LUC2013: indexed value is f32[2,3], expected rank 3 or more", Message(x => x[.., .., ..]));
        Assert.Equal("error LUC2204: slice: axis 1: start 1, length 4, step 1 leave the extent 3", Message(x => x[.., 1..5]));
        Assert.Equal("error LUC2205: slice: axis 0 has extent -1, expected 0 or more", Message(x => x[2..1]));
    }

    [Fact]
    public void Layout_functions_follow_torch()
    {
        Assert.Equal([1f, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], Run(x => F.Cat([x, x], dim: 1)));
        Assert.Equal([1f, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], Run(x => F.Cat([x, x])));
        Assert.Equal("[3,2]", ShapeOf(x => F.Reshape(x, [3, -1])));
        Assert.Equal("[6]", ShapeOf(x => F.Flatten(x)));
        Assert.Equal("[2,1,3]", ShapeOf(x => F.Unsqueeze(x, 1)));
        Assert.Equal("[2,3,1]", ShapeOf(x => F.Unsqueeze(x, -1)));
        Assert.Equal("[2,3]", ShapeOf(x => F.Squeeze(F.Unsqueeze(x, 0), 0)));
        Assert.Equal([1f, 4, 2, 5, 3, 6], Run(x => F.Permute(x, [1, 0])));
        Assert.Equal([1f, 4, 2, 5, 3, 6], Run(x => F.Transpose(x, 0, -1)));
        Assert.Equal("[4,2,3]", ShapeOf(x => F.Expand(x, [4, -1, -1])));
        Assert.Equal([2f, 3, 5, 6], Run(x => F.Narrow(x, 1, 1, 2)));
        Assert.Equal([3f, 6, 1, 2, 4, 5], Run(x => F.Cat([F.Reshape(F.Split(x, [2, 1], dim: 1)[1], [2]), F.Flatten(F.Split(x, [2, 1], dim: 1)[0])])));
        Assert.Equal("[2,3]", ShapeOf(x => new Sequential(new Flatten(0), new Unflatten(0, (2, 3))).Forward(x)));
    }

    [Fact]
    public void Pad_counts_from_the_last_axis()
    {
        Assert.Equal([0f, 1, 2, 3, 0, 4, 5, 6], Run(x => F.Pad(x, [1, 0])));
        Assert.Equal([9f, 9, 9, 1, 2, 3, 4, 5, 6], Run(x => F.Pad(x, [0, 0, 1, 0], value: 9)));
        Assert.Equal([2f, 1, 2, 3, 5, 4, 5, 6], Run(x => F.Pad(x, [1, 0], "reflect")));
        Assert.Equal([1f, 1, 2, 3, 4, 4, 5, 6], Run(x => F.Pad(x, [1, 0], "replicate")));
        Assert.Equal([3f, 1, 2, 3, 6, 4, 5, 6], Run(x => F.Pad(x, [1, 0], "circular")));
        Assert.Equal([2f, 3, 5, 6], Run(x => F.Pad(x, [-1, 0])));
        Assert.Equal("error LUC2412: pad: mode 'mirror' is unknown, expected one of constant, reflect, replicate, circular", Message(x => F.Pad(x, [1, 0], "mirror")));
        Assert.Equal("error LUC2105: pad has 3 entries, expected an even number up to 4", Message(x => F.Pad(x, [1, 0, 1])));
        Assert.Equal("[4,7]", ShapeOf(x => new Sequential(new ZeroPad2d(IntTuple.Of(2, 2, 1, 1))).Forward(x)));
    }

    [Fact]
    public void Functions_of_elements_have_torchs_defaults()
    {
        Assert.Equal([0f, 0, 0.5f], Elements(x => F.Relu(x)));
        Assert.Equal([-0.02f, 0, 0.5f], Elements(x => F.LeakyRelu(x)));
        Assert.Equal([-1f, 0, 0.25f], Elements(x => F.Clamp(x, min: -1, max: 0.25)));
        Assert.Equal([-2f, 0, 0.25f], Elements(x => F.Clamp(x, max: 0.25)));
        Assert.Equal([(float)(Math.Exp(-2) - 1), 0, 0.5f], Elements(x => F.Elu(x)));
        Assert.Equal([4f, 0, 0.25f], Elements(x => F.Pow(x, x.Model.Constant("two", HostTensor.Of(new Shape(), 2)))));
        Assert.Equal([-2f, 0, 0], Elements(x => F.Minimum(x, x * 0)));
        Assert.Equal([0f, 0, 0.5f], Elements(x => F.Maximum(x, x * 0)));
        Assert.Equal([2f, 0, 0.5f], Elements(x => F.Abs(x)));
        Assert.Equal([(float)Math.Log(1 + Math.Exp(-4)) / 2, (float)Math.Log(2) / 2, (float)Math.Log(1 + Math.E) / 2], Elements(x => new Softplus(beta: 2).Forward(x)));
    }

    [Fact]
    public void A_slope_of_each_channel_stands_at_axis_1()
    {
        NnModel model = new("m");
        Var x = model.Input("x", "N,3,h,w");
        Assert.Equal("f32[N,3,h,w]", F.PRelu(x, model.Constant("slopes", HostTensor.Of(new Shape(3), 1, 2, 3))).Type.ToString());
        Assert.Equal([0.5f, -4, -9], Run(v => F.PRelu(v, v.Model.Constant("slopes", HostTensor.Of(new Shape(3), 1, 2, 3))), HostTensor.Of(new Shape(1, 3), 0.5f, -2, -3)));
    }

    [Fact]
    public void Batch_norm_without_scale_and_shift_only_normalises()
    {
        float[] y = Run(
            x => F.BatchNorm(x, x.Model.Constant("mean", HostTensor.Of(new Shape(3), 1, 2, 3)), x.Model.Constant("var", HostTensor.Of(new Shape(3), 4, 4, 4)), eps: 0), Grid);
        Assert.Equal([0f, 0, 0, 1.5f, 1.5f, 1.5f], y);
    }

    [Fact]
    public void Convolutions_take_weights_that_are_computed()
    {
        HostTensor w = HostTensor.Of(new Shape(1, 1, 2), 1, 10);
        HostTensor x = HostTensor.Of(new Shape(1, 1, 2), 1, 2);
        Assert.Equal([2f, 20, 4, 40], Run(v => F.ConvTranspose1d(v, v.Model.Constant("w", w) * 2, stride: 2), x));
        Assert.Equal([42f], Run(v => F.Conv1d(v, v.Model.Constant("w", w) * 2), x));
        Assert.Equal([40f, 4], Run(v => F.ConvTranspose1d(v[.., .., 1..], F.Cat([v.Model.Constant("w", w)[.., .., 1..], v.Model.Constant("w", w)[.., .., ..1]], 2) * 2), x));
    }

    [Fact]
    public void Spans_are_the_callers_lines_by_file_name_alone()
    {
        NnModel model = new("m");
        Var x = model.Input("x", "N,2,h");
        ModelException error = Assert.Throws<ModelException>(() => F.ConvTranspose1d(x, model.Input("w", "3,2,4"), file: "/somewhere/else/Decoder.cs", line: 41));
        Assert.Equal("Decoder.cs:41: error LUC2101: conv_transpose: input has 2 channels, weight expects 3", error.Message);
        Assert.Matches("^FunctionTests.cs:[0-9]+: error LUC2404: conv2d: ", Assert.Throws<ModelException>(() => F.Conv2d(x, x, padding: "same")).Message);
    }

    [Fact]
    public void Values_of_two_models_do_not_mix() =>
        Assert.Throws<ArgumentException>(() => new NnModel("a").Input("x", "h") + new NnModel("b").Input("x", "h"));

    [Fact]
    public void A_wrong_tuple_names_the_function() => Assert.EndsWith(
        "error LUC2105: conv_transpose2d: stride has 3 entries, expected 2 or a single number",
        Message(x => F.ConvTranspose2d(F.Reshape(x, [1, 1, 2, 3]), F.Reshape(x, [1, 1, 2, 3]), stride: (1, 2, 3))), StringComparison.Ordinal);

    private static float[] Run(Func<Var, Var> function, HostTensor? input = null)
    {
        input ??= Grid;
        NnModel model = new("m");
        model.Output("y", function(model.Input("x", string.Join(',', input.Shape.Extents))));
        return ReferenceInterpreter.Run(model.Build(), new Dictionary<string, HostTensor> { ["x"] = input }).Outputs["y"].ToHost().ToFloats();
    }

    private static float[] Elements(Func<Var, Var> function) => Run(function, HostTensor.Of(new Shape(3), -2, 0, 0.5f));

    private static string ShapeOf(Func<Var, Var> function) => function(new NnModel("m").Input("x", "2,3")).Shape.ToString();

    private static string Message(Func<Var, Var> function) => Assert.Throws<ModelException>(() => function(new NnModel("m").Input("x", "2,3"))).Message;
}
