using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Software drivers read what is taken together by fours: four invocations share a row, or one takes four items side by side. Every other candidate gives
/// the same bits, whatever is left of the sixteen lanes, of the invocations of a workgroup and of the segments of a long range.
/// </summary>
public sealed class FourCases
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Rows_shared_by_four_invocations_give_the_bits_of_other_candidates(string driver)
    {
        NnModel model = new("rows");
        Var rows = model.Input("x", "13,52"), image = model.Input("i", "2,6,5,12"), longRow = model.Input("l", "2,4136");
        Var scale = model.Constant("scale", SeededTensor.Floats(new Random(5), 52)), bias = model.Constant("bias", SeededTensor.Floats(new Random(6), 52));
        (string Name, Var Value)[] outputs =
        [
            ("softmax", F.Softmax(rows, -1)), ("log softmax", F.LogSoftmax(rows, -1)),
            ("normalised rows", F.LayerNorm(rows, 52, scale, bias)), ("scaled rows", F.LayerNorm(rows, 52, scale)),
            ("root mean square", F.RmsNorm(rows, 52, scale)), ("root mean square alone", F.RmsNorm(rows, 52)),
            ("normalised planes", F.InstanceNorm(image)), ("normalised groups", F.GroupNorm(image, 2)),
            ("mean", F.Relu(F.Mean(rows, -1))), ("largest", F.Amax(rows, -1)), ("norm", F.Norm(rows, 2, -1)), ("logarithm", F.LogSumExp(rows, -1)),
            ("sum of a long row", F.Sum(longRow, -1)),
        ];
        float[] x = [.. SeededTensor.Floats(new Random(1), 13, 52).As<float>()];
        (x[20], x[(3 * 52) + 51]) = (float.NaN, float.PositiveInfinity);
        Check(driver, model, outputs, ["rows texel", "rows"], new Dictionary<string, HostTensor>
        {
            ["x"] = HostTensor.Of(new Shape(13, 52), x), ["i"] = SeededTensor.Floats(new Random(2), 2, 6, 5, 12), ["l"] = SeededTensor.Floats(new Random(3), 2, 4136),
        });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Four_items_at_once_give_the_bits_of_other_candidates(string driver)
    {
        // Channels that are one turn of the lanes and five more, and fewer than the lanes; planes that are more items than a run of workgroups takes.
        NnModel model = new("columns");
        Var image = model.Input("x", "2,21,3,8"), thin = model.Input("t", "1,5,50,44"), longColumn = model.Input("l", "4096,8"), blocks = model.Input("b", "2,8,5,7"), finite = model.Input("f", "2,20,3,8");
        Var OfChannels(Var value, int channels, int seed)
        {
            Var scale = model.Constant("scale", SeededTensor.Floats(new Random(seed + 7), channels)), bias = model.Constant("bias", SeededTensor.Floats(new Random(seed + 8), channels));
            return F.Permute(F.LayerNorm(F.Permute(F.Narrow(value, 1, 0, channels), [0, 2, 3, 1]), channels, scale, bias), [0, 3, 1, 2]);
        }

        Var doubled = model.Apply(
            new Conv([1, 1], [0, 0], [0, 0], [1, 1], 8), blocks, model.Constant("double", HostTensor.Of(new Shape(8, 1, 1, 1), [.. Enumerable.Repeat(2f, 8)])))[0];
        (string Name, Var Value)[] outputs =
        [
            ("softmax", F.Softmax(image, 1)), ("log softmax", F.LogSoftmax(thin, 1)), ("softmax of runs", F.Softmax(thin, 1)), ("softmax of rows of planes", F.Softmax(image, 2)),
            ("mean", F.Relu(F.Mean(image, 1))), ("largest", F.Amax(image, 1)), ("norm", F.Norm(thin, 2, 1)), ("logarithm", F.LogSumExp(image, 1)),
            ("normalised channels", OfChannels(finite, 20, 0)), ("normalised channels of runs", OfChannels(thin, 4, 1)),
            ("sum of a long column", F.Sum(longColumn, 0)), ("mean of blocks", F.Mean(doubled, (2, 3))), ("normalised blocks", F.InstanceNorm(doubled)),
        ];
        float[] x = [.. SeededTensor.Floats(new Random(1), 2, 21, 3, 8).As<float>()];
        (x[20], x[700]) = (float.NaN, float.PositiveInfinity);
        Check(driver, model, outputs, ["columns texel", "columns"], new Dictionary<string, HostTensor>
        {
            ["x"] = HostTensor.Of(new Shape(2, 21, 3, 8), x), ["t"] = SeededTensor.Floats(new Random(2), 1, 5, 50, 44),
            ["l"] = SeededTensor.Floats(new Random(3), 4096, 8), ["b"] = SeededTensor.Floats(new Random(4), 2, 8, 5, 7), ["f"] = SeededTensor.Floats(new Random(5), 2, 20, 3, 8),
        });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Positions_of_extrema_of_four_items_at_once_are_those_of_other_candidates(string driver)
    {
        GraphBuilder builder = new("positions");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(2, 21, 3, 8))), n = builder.AddInput("n", new TensorType(ElementType.I32, new SymbolicShape(6, 12)));
        ValueId column = builder.AddInput("l", new TensorType(ElementType.F32, new SymbolicShape(512, 4)));
        foreach (bool isMax in (bool[])[true, false])
        {
            foreach (bool last in (bool[])[true, false]) builder.AddOutput($"of floats, {isMax}, {last}", builder.Add(new ArgReduce(isMax, 1, SelectLast: last), [x])!.Value);
            builder.AddOutput($"of integers, {isMax}", builder.Add(new ArgReduce(isMax, 0), [n])!.Value);
            builder.AddOutput($"of a long column, {isMax}", builder.Add(new ArgReduce(isMax, 0), [column])!.Value);
        }

        // Few different numbers, so that many are equal; zeros of both signs, infinities and what is not a number.
        Random random = new(11);
        float[] numbers = [0, -0f, 1, -1, 0.5f, float.PositiveInfinity, float.NegativeInfinity];
        float[] values = [.. Enumerable.Range(0, 2 * 21 * 3 * 8).Select(_ => numbers[random.Next(numbers.Length)])];
        (values[30], values[100]) = (float.NaN, float.NaN);
        Dictionary<string, HostTensor> inputs = new()
        {
            ["x"] = HostTensor.Of(new Shape(2, 21, 3, 8), values), ["l"] = SeededTensor.Floats(new Random(12), 512, 4),
            ["n"] = HostTensor.FromInt64s(ElementType.I32, new Shape(6, 12), [.. Enumerable.Range(0, 72).Select(_ => (long)random.Next(-3, 3))]),
        };
        Check(driver, builder.Build(), ["columns texel", "columns"], inputs, "extremum");
    }

    private static void Check(string driver, NnModel model, (string Name, Var Value)[] outputs, string[] variants, Dictionary<string, HostTensor> inputs)
    {
        foreach ((string name, Var value) in outputs) model.Output(name, value);
        Check(driver, model.Build(), variants, inputs, "reduce-16");
    }

    private static void Check(string driver, Graph graph, string[] variants, Dictionary<string, HostTensor> inputs, string orderClass)
    {
        ModelPackage package = ModelCompiler.Compile(graph);
        using TestDevice device = DeviceMatrix.Use(driver);
        Schedules.CheckSameBits(device.Device, package, inputs, orderClass);
        using CompiledModel compiled = CompiledModel.FromPackage(package);
        foreach (string variant in variants)
        {
            // Every output has a kernel that can be run so.
            using Session session = compiled.CreateSession(device.Device, new SessionOptions { CandidateFilter = (kernel, candidate) => candidate.Variant == variant || kernel.Candidates.All(other => other.Variant != variant) });
            Assert.InRange(DeviceRun.Report(session, inputs).Kernels.Count(kernel => kernel.Variant == variant), graph.Outputs.Length, int.MaxValue);
        }
    }
}
