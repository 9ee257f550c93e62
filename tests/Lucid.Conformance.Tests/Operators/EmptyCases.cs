using System.Globalization;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Tensors without elements (a batch of none, a length of 0) through every kind of kernel: the result has the shape that the definition gives, and where it has elements
/// they are those of an empty sum, product or extremum. Nothing is dispatched over nothing, and no layer of the driver complains.
/// </summary>
public sealed class EmptyCases
{
    // Name; inputs; constants; the node with its output. Floats count from -1 in steps of 1/8.
    private static readonly string[][] Cases =
    [
        ["conv of no image", "x: f32[0,8,6,5]", "w: f32[4,8,3,3]", "%y: f32[0,4,6,5] = conv(%x, %w, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])"],
        ["conv of nothing but padding", "x: f32[2,8,0,5]", "w: f32[4,8,3,3]; b: f32[4]", "%y: f32[2,4,2,5] = conv(%x, %w, %b, stride=[1,1], pads_begin=[2,1], pads_end=[2,1])"],
        ["depthwise of no image", "x: f32[0,8,6,5]", "w: f32[8,1,3,3]", "%y: f32[0,8,4,3] = conv(%x, %w, stride=[1,1], groups=8)"],
        ["grouped of no image", "x: f32[0,6,6,5]", "w: f32[6,3,3,3]", "%y: f32[0,6,4,3] = conv(%x, %w, stride=[1,1], groups=2)"],
        ["computed weights of no image", "x: f32[0,4,9]; w: f32[4,4,3]", "", "%y: f32[0,4,7] = conv(%x, %w, stride=[1])"],
        ["transposed of no image", "x: f32[0,8,3,3]", "w: f32[8,4,4,4]", "%y: f32[0,4,6,6] = conv_transpose(%x, %w, stride=[2,2], pads_begin=[1,1], pads_end=[1,1])"],
        ["transposed of one channel of no image", "x: f32[0,4,3]", "w: f32[4,1,2]", "%y: f32[0,4,6] = conv_transpose(%x, %w, stride=[2], groups=4)"],
        ["maximum pool of no image", "x: f32[0,4,6,6]", "", "%y: f32[0,4,3,3] = pool(%x, kind=max, kernel=[2,2], stride=[2,2])"],
        ["average pool of no image", "x: f32[0,3,6]", "", "%y: f32[0,3,3] = pool(%x, kind=average, kernel=[2], stride=[2])"],
        ["nearest of no image", "x: f32[0,4,3,3]", "", "%y: f32[0,4,6,6] = resize(%x, mode=nearest, sizes=[0,4,6,6])"],
        ["cubic of no image", "x: f32[0,4,3,3]", "", "%y: f32[0,4,5,7] = resize(%x, mode=cubic, sizes=[0,4,5,7])"],
        ["product without rows", "x: f32[0,4]", "w: f32[4,5]", "%y: f32[0,5] = matmul(%x, %w)"],
        ["product over nothing", "x: f32[3,0]; w: f32[0,5]", "", "%y: f32[3,5] = matmul(%x, %w)"],
        ["products of no batch", "x: f32[0,3,4]; w: f32[0,4,5]", "", "%y: f32[0,3,5] = matmul(%x, %w)"],
        ["linear without rows", "x: f32[2,0,4]", "w: f32[5,4]; b: f32[5]", "%y: f32[2,0,5] = linear(%x, %w, %b)"],
        ["sum of nothing", "x: f32[3,0]", "", "%y: f32[3] = reduce(%x, kind=sum, axes=[1], keep_dims=false)"],
        ["mean of nothing", "x: f32[3,0]", "", "%y: f32[3,1] = reduce(%x, kind=mean, axes=[1])"],
        ["product of nothing", "x: f32[0,3]", "", "%y: f32[3] = reduce(%x, kind=prod, axes=[0], keep_dims=false)"],
        ["maximum of nothing", "x: f32[2,0,3]", "", "%y: f32[2,3] = reduce(%x, kind=max, axes=[1], keep_dims=false)"],
        ["least of no integers", "x: i32[2,0]", "", "%y: i32[2] = reduce(%x, kind=min, axes=[1], keep_dims=false)"],
        ["sum of no 64-bit integers", "x: i64[2,0]", "", "%y: i64[2] = reduce(%x, kind=sum, axes=[1], keep_dims=false)"],
        ["norm of nothing", "x: f32[2,0]", "", "%y: f32[2] = reduce(%x, kind=l2, axes=[1], keep_dims=false)"],
        ["logarithm of a sum of nothing", "x: f32[2,0]", "", "%y: f32[2] = reduce(%x, kind=log_sum_exp, axes=[1], keep_dims=false)"],
        ["sums of no rows", "x: f32[0,5]", "", "%y: f32[0] = reduce(%x, kind=sum, axes=[1], keep_dims=false)"],
        ["softmax of no rows", "x: f32[0,5]", "", "%y: f32[0,5] = softmax(%x, axis=1)"],
        ["softmax over nothing", "x: f32[3,0]", "", "%y: f32[3,0] = softmax(%x, axis=1)"],
        ["positions of no rows", "x: f32[0,5]", "", "%y: i64[0,1] = arg_reduce(%x, max=true, axis=1)"],
        ["group normalization of no image", "x: f32[0,4,3,3]", "s: f32[4]; b: f32[4]", "%y: f32[0,4,3,3] = group_normalization(%x, %s, %b, groups=2, epsilon=1E-05)"],
        ["layer normalization of no rows", "x: f32[0,8]", "s: f32[8]; b: f32[8]", "%y: f32[0,8] = layer_normalization(%x, %s, %b, axis=1, epsilon=1E-05)"],
        ["response of no image", "x: f32[0,4,3,3]", "", "%y: f32[0,4,3,3] = local_response_normalization(%x, size=3, alpha=0.1, beta=0.75, bias=1)"],
        ["samples of no image", "x: f32[0,2,3,3]; g: f32[0,4,4,2]", "", "%y: f32[0,2,4,4] = grid_sample(%x, %g, mode=linear)"],
        ["shuffle of no image", "x: f32[0,8,3,3]", "", "%y: f32[0,2,6,6] = depth_to_space(%x, block_size=2, column_row_depth=true)"],
        ["sum of no elements", "x: f32[0,4,3]; w: f32[4,1]", "", "%y: f32[0,4,3] = add(%x, %w)"],
        ["cast of no elements", "x: f32[0,4]", "", "%y: i64[0,4] = cast(%x, to=i64)"],
        ["joined with nothing", "x: f32[2,0,3]; w: f32[2,4,3]", "", "%y: f32[2,4,3] = concat(%x, %w, axis=1)"],
        ["slice of nothing", "x: f32[2,5]", "", "%y: f32[2,0] = slice(%x, starts=[0,5], lengths=[2,0])"],
        ["transposed nothing", "x: f32[2,0,3]", "", "%y: f32[3,2,0] = transpose(%x, permutation=[2,0,1])"],
        ["padded nothing", "x: f32[2,0]", "", "%y: f32[2,3] = pad(%x, begin=[0,1], end=[0,2], value=7)"],
        ["expanded to nothing", "x: f32[1,3]", "", "%y: f32[0,3] = expand(%x, shape=[0,3])"],
        ["nothing gathered", "x: f32[5,3]; w: i64[0]", "", "%y: f32[0,3] = gather(%x, %w, axis=0)"],
        ["nothing scattered", "x: f32[5,3]; w: i64[0,1]; u: f32[0,3]", "", "%y: f32[5,3] = scatter_nd(%x, %w, %u, reduction=add)"],
    ];

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Nothing_gives_what_the_definition_says(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        List<string> wrong = [];
        foreach (string[] tested in Cases)
        {
            (Graph graph, Dictionary<string, HostTensor> inputs) = Build(tested);
            HostTensor expected = DeviceRun.Reference(graph, inputs, "y");
            // Strict kernels that nothing is dispatched of are no others.
            foreach (NumericsMode numerics in expected.Shape.ElementCount == 0 ? (NumericsMode[])[NumericsMode.Fast] : [NumericsMode.Fast, NumericsMode.Strict])
            {
                HostTensor got = DeviceRun.Run(device.Device, ModelCompiler.Compile(graph, new CompileOptions { Numerics = numerics }), inputs)["y"];
                if (got.Shape != expected.Shape || !got.ToDoubles().SequenceEqual(expected.ToDoubles()))
                    wrong.Add($"{tested[0]}, {numerics}: {got} {string.Join(' ', got.ToDoubles().Take(6))}; expected {expected} {string.Join(' ', expected.ToDoubles().Take(6))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static (Graph Graph, Dictionary<string, HostTensor> Inputs) Build(string[] tested)
    {
        (string Name, HostTensor Data)[] inputs = [.. Tensors(tested[1])], constants = [.. Tensors(tested[2])];
        string text = "lucid-graph 1\ngraph \"empty\"\n"
            + string.Concat(inputs.Select(input => $"input %{input.Name}: {input.Data.Type}\n"))
            + string.Concat(constants.Select(constant => $"const %{constant.Name}: {constant.Data.Type} = tensor \"{constant.Name}\"\n"))
            + tested[3] + "\noutput \"y\" = %y\n";
        return (GraphParser.Parse(text, constants.ToDictionary(c => c.Name, c => c.Data)), inputs.ToDictionary(i => i.Name, i => i.Data));
    }

    private static IEnumerable<(string Name, HostTensor Data)> Tensors(string declared) => declared.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(one =>
    {
        string[] parts = one.Split(": ");
        string[] type = parts[1].TrimEnd(']').Split('[');
        Shape shape = new([.. type[1].Split(',').Select(extent => long.Parse(extent, CultureInfo.InvariantCulture))]);
        Assert.True(ElementTypes.TryParse(type[0], out ElementType element));
        return (parts[0], HostTensor.FromDoubles(element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (i % 64 / 8.0) - 1)]));
    });
}
