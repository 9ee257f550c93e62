using System.Collections.Immutable;

using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>The arithmetic probe that <c>Lucid.Runtime</c> embeds: a graph whose every output shows one property, and numbers that provoke differences.</summary>
internal sealed class ProbeModel
{
    private const int Count = 256;

    private readonly GraphBuilder _builder = new("arithmetic probe");
    private readonly ValueId _a, _b, _c;
    private int _constants;

    private ProbeModel()
    {
        TensorType type = new(ElementType.F32, new SymbolicShape(Count));
        (_a, _b, _c) = (_builder.AddInput("a", type), _builder.AddInput("b", type), _builder.AddInput("c", type));
    }

    /// <summary>The package with the bits that the strict evaluator gives.</summary>
    public static ModelPackage Make()
    {
        CompileOptions options = new() { Numerics = NumericsMode.Strict };
        Graph graph = new ProbeModel().Draw();
        Dictionary<string, HostTensor> inputs = Inputs();
        ModelPackage package = Smallest(ModelCompiler.Compile(graph, options with { Strip = true }));
        StrictResult expected = StrictEvaluator.Run(ModelCompiler.Optimize(graph, options, new PassLog()), inputs);
        return package with
        {
            Goldens = inputs.Select(pair => KeyValuePair.Create($"probe/input.{pair.Key}", pair.Value))
                .Concat(expected.Outputs.Select(pair => KeyValuePair.Create($"probe/output.{pair.Key}", pair.Value))).ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Of each kernel the smallest candidate that every device takes: nothing is asked of it but room for a kilobyte.</summary>
    private static ModelPackage Smallest(ModelPackage package)
    {
        LoweredProgram program = package.Program with { Prepare = SmallestOf(package.Program.Prepare), Main = SmallestOf(package.Program.Main) };
        HashSet<string> used = [.. program.Prepare.Concat(program.Main).SelectMany(kernel => kernel.Candidates).Select(candidate => candidate.Module)];
        return package with { Program = program, Modules = package.Modules.RemoveRange(package.Modules.Keys.Where(name => !used.Contains(name))) };

        ValueList<ProgramKernel> SmallestOf(ValueList<ProgramKernel> kernels) => kernels.Select(kernel => kernel with
        {
            Candidates = [kernel.Candidates.Where(candidate => candidate.Features.Count == 0 && !candidate.Requires.Any(NeedsMore)).MinBy(candidate => package.Modules[candidate.Module].Length)!],
        }).ToValueList();

        static bool NeedsMore(IntExpr condition) => condition.Symbols().Any(symbol => symbol != DeviceLimitNames.StorageRange);
    }

    private Graph Draw()
    {
        Output("rounding_of_products", PointwiseKind.Mul, _a, _b);
        Output("rounding_of_sums", PointwiseKind.Add, _a, _b);
        // c is the product rounded, its sign turned: fused, what the rounding lost is left.
        Output("contraction", PointwiseKind.Add, Of(PointwiseKind.Mul, _a, _b), _c);
        Output("reassociation", PointwiseKind.Sub, Of(PointwiseKind.Sub, Of(PointwiseKind.Add, _a, _b), _a), _b);
        Output("zeros_and_constants", PointwiseKind.Reciprocal, Of(PointwiseKind.Add, Of(PointwiseKind.Mul, _a, Constant(0)), Constant(0)));
        Output("not_a_number_in_extrema", PointwiseKind.Max, Of(PointwiseKind.Min, _a, _b), _c);
        Output("not_a_number_in_selects", PointwiseKind.Relu, Of(PointwiseKind.Relu, _a));
        ValueId truth = _builder.Add(new Cast(ElementType.F32), [Of(PointwiseKind.Less, _a, _b)])!.Value;
        ValueId equality = _builder.Add(new Cast(ElementType.F32), [Of(PointwiseKind.Equal, _a, _b)])!.Value;
        Output("comparisons", PointwiseKind.Sub, truth, equality);
        Output("quotients", PointwiseKind.Div, _a, _b);
        Output("square_roots", PointwiseKind.Sqrt, _a);
        Output("exponentials", PointwiseKind.Exp, _a);
        Output("logarithms", PointwiseKind.Log, _a);
        Output("rounding_to_integers", PointwiseKind.Add, Of(PointwiseKind.Round, _a), Of(PointwiseKind.Floor, _b));
        ValueId integers = _builder.Add(new Cast(ElementType.I32), [_a])!.Value;
        _builder.AddOutput("conversions", _builder.Add(new Cast(ElementType.F32), [integers])!.Value);
        _builder.AddOutput("halves", _builder.Add(new Cast(ElementType.F32), [_builder.Add(new Cast(ElementType.F16), [_a])!.Value])!.Value);
        _builder.AddOutput("sums_in_ranges", _builder.Add(new Reduce(ReduceKind.Sum, [1]), [Matrix(_b)])!.Value);
        _builder.AddOutput("sums_of_products", _builder.Add(new MatMul(), [Matrix(_b), Matrix(_b)])!.Value);
        return _builder.Build();
    }

    private ValueId Matrix(ValueId x) => _builder.Add(new Reshape(new SymbolicShape(16, 16)), [x])!.Value;

    private ValueId Constant(float value) => _builder.AddConstant($"constant{_constants++}", HostTensor.Of(new Shape(), value));

    private ValueId Of(PointwiseKind kind, params ValueId[] operands) => _builder.Add(Pointwise.Of(kind), operands)!.Value;

    private void Output(string property, PointwiseKind kind, params ValueId[] operands) => _builder.AddOutput(property, Of(kind, operands));

    private static Dictionary<string, HostTensor> Inputs()
    {
        float[] special =
        [
            0, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, 3, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, 1.17549435e-38f, 88.7f, -87.3f, 16777216, 65519.996f,
        ];
        Random random = new(1);
        (float[] a, float[] b, float[] c) = (new float[Count], new float[Count], new float[Count]);
        for (int i = 0; i < Count; i++)
        {
            a[i] = i % 4 == 0 ? special[i / 4 % special.Length] : Number(-12, 12);
            // Finite numbers of many sizes: sums that cancel.
            b[i] = i % 8 == 0 && i < 128 ? special[random.Next(special.Length)] : Number(-12, 12);
            c[i] = i % 8 == 1 ? float.NaN : -(a[i] * b[i]);
        }

        // What is summed and multiplied in ranges is finite.
        for (int i = 0; i < Count; i++) b[i] = i >= 128 || float.IsFinite(b[i]) ? b[i] : 3;
        return new() { ["a"] = Tensor(a), ["b"] = Tensor(b), ["c"] = Tensor(c) };

        float Number(int low, int high) => (float)(Math.ScaleB(1 + random.NextDouble(), random.Next(low, high)) * ((random.Next(2) * 2) - 1));
        static HostTensor Tensor(float[] values) => HostTensor.Of(new Shape(values.Length), values);
    }
}
