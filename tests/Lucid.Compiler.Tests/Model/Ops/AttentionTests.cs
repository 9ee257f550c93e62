using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Ops;

/// <summary>Attention by hand: weights of 1/4 and 3/4 from scores that differ by ln 3.</summary>
public sealed class AttentionTests
{
    [Fact]
    public void Weighs_values_by_the_softmax_of_scaled_products()
    {
        // q·k = [0, 2·ln 3 / 2] with scale 1/2 of products 0 and 2·ln 3.
        HostTensor q = HostTensor.Of(new Shape(1, 2, 1), 1f, 2f);
        HostTensor k = HostTensor.Of(new Shape(1, 2, 2), 0f, 0f, 0f, (float)Math.Log(3));
        HostTensor v = HostTensor.Of(new Shape(1, 3, 2), 4f, 8f, -4f, 4f, 1f, 1f);
        HostTensor y = Evaluation.Run(new Attention(0.5), q, k, v);
        Assert.Equal(new Shape(1, 3, 1), y.Shape);
        double[] expected = [7, 2, 1];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], y.ToDoubles()[i], 5);
    }

    [Theory]
    [InlineData("f32[2,3,4]", "f32[2,5,4]", "f32[2,3,4]")]
    [InlineData("f32[2,3,4]", "f32[2,3,5]", "f32[2,3,4]")]
    [InlineData("f32[2,3,4]", "f32[1,3,5]", "f32[1,3,5]")]
    [InlineData("f32[2,3,4]", "f32[3,5]", "f32[2,3,5]")]
    public void Refuses_operands_that_do_not_fit(string q, string k, string v)
    {
        GraphBuilder builder = new("refused");
        ValueId[] inputs = [.. new[] { q, k, v }.Select((type, i) => builder.AddInput($"x{i}", Evaluation.Type(type)))];
        Assert.Null(builder.Add(new Attention(1), inputs));
        Assert.True(builder.Diagnostics.HasErrors);
    }
}
