using System.Globalization;

using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Slice and Split against a plain loop over positions, with fixed and with symbolic extents.</summary>
public sealed class SliceTests
{
    private const int Seed = 5;

    [Fact]
    public void Every_slice_of_a_fixed_axis_is_numpys()
    {
        for (int extent = 1; extent <= 5; extent++)
        for (int start = -7; start <= 7; start++)
        for (int end = -7; end <= 7; end++)
        foreach (int step in new[] { 1, 2, 3, -1, -2 })
        {
            // The specification clamps a start before the beginning to 0 even on the way down, numpy to "nothing".
            if (step < 0 && start < -extent) continue;
            Graph graph = Model(extent, start, end, step).Import();
            double[] got = Run(graph, extent);
            Assert.True(Expected(extent, start, end, step).SequenceEqual(got), $"{extent}[{start}:{end}:{step}] gave {string.Join(",", got)}");
        }
    }

    [Fact]
    public void A_symbolic_axis_gives_the_same_or_refuses_what_would_be_empty()
    {
        Random random = new(Seed);
        int agreed = 0;
        for (int round = 0; round < 400; round++)
        {
            (int start, int end) = (random.Next(-6, 7), random.Next(-6, 7));
            int step = random.Next(4) switch { 0 => 2, 1 => -1, 2 => 3, _ => 1 };
            string what = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, round {round}: [{start}:{end}:{step}]");
            Graph? graph = null;
            try
            {
                graph = Model("h", start, end, step).Import();
            }
            catch (ModelException error)
            {
                // Empty whatever the extent is.
                Assert.True(Enumerable.Range(1, 9).All(extent => Expected(extent, start, end, step).Length == 0), $"{what}: {error.Message}");
                continue;
            }

            for (int extent = 1; extent <= 9; extent++)
            {
                if (step < 0 && start < -extent) continue;
                double[] expected = Expected(extent, start, end, step);
                double[] got;
                try
                {
                    got = Run(graph, extent);
                }
                catch (ShapeGuardException)
                {
                    Assert.True(expected.Length == 0 || start > extent, $"{what} of {extent} refused, expected {string.Join(",", expected)}");
                    continue;
                }

                Assert.True(expected.SequenceEqual(got), $"{what} of {extent} gave {string.Join(",", got)}, expected {string.Join(",", expected)}");
                agreed++;
            }
        }

        Assert.True(agreed > 1000, $"{agreed} slices compared");
    }

    [Fact]
    public void A_crop_of_a_symbolic_axis_stays_readable()
    {
        Graph graph = Model("h", 2, -3, 1).Import();
        Assert.Equal("f32[h-5]", graph.TypeOf(graph.Outputs[0].Value).ToString());
        graph = Model("h", 0, 9223372036854775807, 2).Import();
        Assert.Equal("f32[(h+1)//2]", graph.TypeOf(graph.Outputs[0].Value).ToString());
        graph = Model("h", -1, -9223372036854775807, -1).Import();
        Assert.Equal("f32[h]", graph.TypeOf(graph.Outputs[0].Value).ToString());
    }

    [Fact]
    public void A_slice_of_everything_leaves_no_node() => Assert.Empty(Model("h", 0, int.MaxValue, 1).Import().Nodes);

    [Fact]
    public void Attributes_stand_for_operands_before_opset_10()
    {
        Graph graph = new OnnxModelBuilder(9).Input("x", 2, "h").Node("Slice", "x", "y", ("starts", new long[] { 1 }), ("ends", new long[] { 3 }), ("axes", new long[] { 1 })).Output("y").Import();
        Assert.Equal(["y:f32[2,min(3,h)-1] = slice(x) starts=[0,1] lengths=[2,min(3,h)-1] steps=[1,1]"], GraphSummary.Nodes(graph));
    }

    [Theory]
    [InlineData(11, 6, "2 2 2")]
    [InlineData(18, 7, "3 3 1")]
    [InlineData(18, 4, "2 2 0")]
    public void An_axis_is_split_evenly_or_with_a_shorter_end(int opset, int extent, string lengths)
    {
        (string, object)[] attributes = opset >= 18 ? [("num_outputs", 3)] : [];
        Graph graph = new OnnxModelBuilder(opset).Input("x", extent).Node("Split", "x", "a b c", attributes).Output("a").Output("b").Output("c").Import();
        Assert.Equal(lengths, string.Join(" ", graph.Outputs.Select(output => graph.TypeOf(output.Value).Shape[0])));
    }

    [Fact]
    public void Lengths_of_a_split_are_an_attribute_then_an_operand_and_may_be_symbolic()
    {
        Graph graph = new OnnxModelBuilder(11).Input("x", 2, 5).Node("Split", "x", "a b", ("axis", -1), ("split", new long[] { 2, 3 })).Output("b").Import();
        Assert.Equal(["b:f32[2,3] = slice(x) starts=[0,2] lengths=[2,3] steps=[1,1]"], GraphSummary.Nodes(graph));
        graph = new OnnxModelBuilder(13).Input("x", "h").Integers("l", 2, 3).Node("Split", "x l", "a b").Output("b").Import();
        Assert.Contains(graph.Guards, guard => guard.Condition.ToString() == "h==5");
        graph = new OnnxModelBuilder(13).Input("x", "h").Node("Split", "x", "a b").Output("a").Import();
        Assert.Contains(graph.Guards, guard => guard.Condition.ToString() == "h%2==0");
    }

    private static OnnxModelBuilder Model(object extent, long start, long end, long step) => new OnnxModelBuilder(13).Input("x", extent)
        .Integers("s", start).Integers("e", end).Integers("a", 0).Integers("t", step).Node("Slice", "x s e a t", "y").Output("y");

    private static double[] Expected(int extent, int start, int end, int step)
    {
        List<double> values = [];
        int first = start < 0 ? start + extent : start;
        int last = end < 0 ? end + extent : end;
        (first, last) = step > 0
            ? (Math.Clamp(first, 0, extent), Math.Clamp(last, 0, extent))
            : (Math.Clamp(first, 0, extent - 1), Math.Clamp(last, -1, extent - 1));
        for (int i = first; step > 0 ? i < last : i > last; i += step) values.Add(i);
        return [.. values];
    }

    private static double[] Run(Graph graph, int extent)
    {
        Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.Of(new Shape(extent), OnnxModelBuilder.Ramp(extent)) };
        return ReferenceInterpreter.Run(graph, inputs).Outputs["y"].Floats;
    }
}
