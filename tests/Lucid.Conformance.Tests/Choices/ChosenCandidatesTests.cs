using System.Globalization;
using System.Text;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Conformance.Tests.Choices;

/// <summary>
/// Which candidate runs on a device is a pure function of the package, the device's limits and features, and the shapes: here for devices of every
/// kind, none of which need be there. A line a kernel: what is chosen, then what else can run, in order.
/// </summary>
public sealed class ChosenCandidatesTests
{
    private static readonly Lazy<(string Name, ModelPackage Package)[]> Layers = new(() =>
    [
        Transposed("A k4 s2 from 8²", new(1, 512, 8, 8), 256, 4, 2, 1),
        Transposed("C k4 s2 from 64²", new(1, 128, 64, 64), 64, 4, 2, 1),
        Transposed("C of a batch of 64", new(64, 128, 64, 64), 64, 4, 2, 1),
        Transposed("D k4 s2 to RGB", new(1, 64, 128, 128), 3, 4, 2, 1),
        Transposed("E k2 s2", new(1, 256, 64, 64), 128, 2, 2, 0),
        Transposed("k3 s2 of 30 channels", new(1, 30, 20, 20), 18, 3, 2, 1),
        Transposed("F 1D k16 s8", new(1, 256, 256), 128, 16, 8, 4),
        Transposed("1D k4096 s1024 to a waveform", new(1, 64, 32), 1, 4096, 1024, 1536),
        Transposed("depthwise k4 s2", new(1, 64, 32, 32), 64, 4, 2, 1, groups: 64),
        Transposed("two groups", new(1, 64, 32, 32), 64, 4, 2, 1, groups: 2),
        Transposed("one pixel", new(1, 100, 1, 1), 512, 4, 1, 0),
        Transposed("an image beyond 128 MiB", new(1, 64, 1024, 1024), 32, 4, 2, 1),
        Transposed("halves, k4 s2", new(1, 128, 64, 64), 64, 4, 2, 1, precision: ElementType.F16),
        Between("halves inside, k4 s2", new(1, 128, 64, 64), 64, ElementType.F16),
        Between("halves inside, k4 s2 of a batch of 64", new(64, 128, 64, 64), 64, ElementType.F16),
        Between("halves inside, k4 s2 from 4²", new(1, 256, 4, 4), 128, ElementType.F16),
        Between("halves inside, k4 s2 to RGB", new(1, 64, 64, 64), 3, ElementType.F16),
        Convolution("convolution k3", new(1, 64, 64, 64), 64, 3),
        Convolution("convolution k1", new(1, 128, 32, 32), 64, 1),
        Convolution("convolution k3 to RGB", new(1, 32, 128, 128), 3, 3),
    ]);

    public static TheoryData<string> Profiles => [.. DeviceProfile.All.Select(profile => profile.Name)];

    [Theory, MemberData(nameof(Profiles))]
    public void What_is_chosen_is_as_written(string name)
    {
        DeviceProfile profile = DeviceProfile.All.Single(profile => profile.Name == name);
        StringBuilder text = new();
        foreach ((string layer, ModelPackage package) in Layers.Value)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer}\n");
            ProgramPlanner planner = new(package.Program, profile.Limits, new CandidateChoice(profile.Limits, profile.Features));
            Dictionary<string, long> noSymbols = [];
            int[][] runnable = planner.Runnable(noSymbols);
            ShapePlan plan;
            try
            {
                plan = planner.PlanShape(noSymbols, planner.PlanPersistent());
            }
            catch (DeviceLimitException refusal)
            {
                text.Append(CultureInfo.InvariantCulture, $"  refused: {refusal.Message}\n");
                continue;
            }

            for (int k = 0; k < runnable.Length; k++)
            {
                ProgramKernel kernel = package.Program.Main[k];
                string[] variants = [.. runnable[k].Select(i => kernel.Candidates[i].Variant)];
                Assert.Same(kernel.Candidates[runnable[k][0]], plan.Kernels[k].Candidate);
                string cut = plan.Kernels[k].Parts.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" in {plan.Kernels[k].Parts.Length} parts") : "";
                text.Append(CultureInfo.InvariantCulture, $"  {kernel.Name}: {variants[0]}{cut}{(variants.Length > 1 ? "; then " + string.Join(", ", variants.Skip(1)) : "")}\n");
            }
        }

        Golden.Match($"compiler/choices/{name}", text.ToString());
    }

    /// <summary>Tuning changes no bit because the order class of what is chosen does not depend on which of its candidates comes first.</summary>
    [Fact]
    public void A_preference_moves_only_within_the_order_class_unless_it_may_leave_it()
    {
        DeviceProfile profile = DeviceProfile.All[0];
        ProgramKernel kernel = Layers.Value[0].Package.Program.Main[^1];
        kernel = kernel with { Candidates = kernel.Candidates.Where(candidate => candidate.OrderClass == kernel.Candidates[0].OrderClass).ToValueList() };
        KernelCandidate last = kernel.Candidates[^1];
        ProgramKernel mixed = kernel with { Candidates = [.. kernel.Candidates.Take(kernel.Candidates.Count - 1), last with { OrderClass = "other" }] };
        foreach (bool leaves in new[] { false, true })
        {
            CandidateChoice choice = new(profile.Limits, profile.Features, preference: new Last(leaves));
            Dictionary<string, long> symbols = profile.Limits.AsSymbols().ToDictionary(limit => limit.Key, limit => limit.Value);
            Assert.Same(last, choice.For(kernel, symbols).First());
            Assert.Equal(leaves ? "other" : kernel.Candidates[0].OrderClass, choice.For(mixed, symbols).First().OrderClass);
            Assert.Equal(leaves ? "other" : kernel.Candidates[0].OrderClass, choice.ForAnySymbols(mixed).First().OrderClass);
        }
    }

    private static (string Name, ModelPackage Package) Transposed(
        string name, Shape input, long outChannels, long kernel, long stride, long padding, long groups = 1, ElementType precision = ElementType.F32)
    {
        int rank = input.Rank - 2;
        ValueList<IntExpr> pad = Enumerable.Repeat((IntExpr)padding, rank).ToValueList(), none = Enumerable.Repeat(IntExpr.Zero, rank).ToValueList();
        ConvTranspose op = new(Enumerable.Repeat(stride, rank).ToValueList(), pad, pad, none, Enumerable.Repeat(1L, rank).ToValueList(), groups);
        return (name, Layer(name, op, input, new Shape([input[1], outChannels / groups, .. Enumerable.Repeat(kernel, rank)]), precision));
    }

    /// <summary>A transposed convolution k4 s2 between two layers k1, which make its input and read its output; activations keep the three apart.</summary>
    private static (string Name, ModelPackage Package) Between(string name, Shape input, long outChannels, ElementType precision)
    {
        GraphBuilder builder = new(name);
        Conv pointwise = new([1, 1], [0, 0], [0, 0], [1, 1], 1);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(input)));
        ValueId before = builder.Add(pointwise, [x, Ones("v", input[1], input[1], 1, 1)], "before")!.Value;
        before = builder.Add(new Pointwise(PointwiseKind.Relu), [before])!.Value;
        ValueId layer = builder.Add(new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), [before, Ones("w", input[1], outChannels, 4, 4)], "layer")!.Value;
        layer = builder.Add(new Pointwise(PointwiseKind.Relu), [layer])!.Value;
        builder.AddOutput("y", builder.Add(pointwise, [layer, Ones("u", 3, outChannels, 1, 1)], "after")!.Value);
        return (name, ModelCompiler.Compile(builder.Build(), new CompileOptions { Precision = precision, Strip = true }));

        ValueId Ones(string constant, params long[] extents)
        {
            float[] ones = new float[new Shape(extents).ElementCount];
            Array.Fill(ones, 1f);
            return builder.AddConstant(constant, HostTensor.Of(new Shape(extents), ones));
        }
    }

    private static (string Name, ModelPackage Package) Convolution(string name, Shape input, long outChannels, long kernel)
    {
        ValueList<IntExpr> pad = [kernel / 2, kernel / 2];
        return (name, Layer(name, new Conv([1, 1], pad, pad, [1, 1], 1), input, new Shape(outChannels, input[1], kernel, kernel), ElementType.F32));
    }

    private static ModelPackage Layer(string name, Op op, Shape input, Shape weight, ElementType precision)
    {
        GraphBuilder builder = new(name);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(input)));
        float[] ones = new float[weight.ElementCount];
        Array.Fill(ones, 1f);
        builder.AddOutput("y", builder.Add(op, [x, builder.AddConstant("weight", HostTensor.Of(weight, ones))], "layer")!.Value);
        return ModelCompiler.Compile(builder.Build(), new CompileOptions { Precision = precision, Strip = true });
    }

    private sealed class Last(bool leaves) : CandidatePreference
    {
        public override bool IsForAllSymbols => true;

        public override bool LeavesOrder => leaves;

        public override int? Preferred(ProgramKernel kernel, IReadOnlyDictionary<string, long> symbols) => kernel.Candidates.Count - 1;

        public override IEnumerable<int> Possible(ProgramKernel kernel) => [kernel.Candidates.Count - 1];
    }
}
