using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>64-bit integers are held in 32 bits with a sign: the last that fits is computed, the first that does not is an error that names its kernel and layer.</summary>
public sealed class OverflowCases
{
    private const long Low = int.MinValue;
    private const long High = int.MaxValue;

    private sealed record Case(Op Op, long[][] Inside, long[][] Outside, ElementType Element = ElementType.I64);

    private static readonly Dictionary<string, Case> Elementwise = new(StringComparer.Ordinal)
    {
        ["add"] = new(new Pointwise(PointwiseKind.Add), [[High - 1, Low + 1, High, Low], [1, -1, Low, High]], [[High, 0], [1, 0]]),
        ["add below"] = new(new Pointwise(PointwiseKind.Add), [[Low, 0], [0, 0]], [[Low, 0], [-1, 0]]),
        ["sub"] = new(new Pointwise(PointwiseKind.Sub), [[High, Low, -1, 0], [0, 0, Low, High]], [[0, 7], [Low, 7]]),
        ["mul"] = new(new Pointwise(PointwiseKind.Mul), [[46340, Low, -65536, 0, High, -1], [46340, 1, 32768, Low, -1, High]], [[46341, 1], [46341, 1]]),
        ["mul of the lowest"] = new(new Pointwise(PointwiseKind.Mul), [[-1, Low], [High, 1]], [[-1, 1], [Low, 1]]),
        ["mul, low bits fit"] = new(new Pointwise(PointwiseKind.Mul), [[65536], [32767]], [[65536], [65536]]),
        ["div"] = new(new Pointwise(PointwiseKind.Div), [[Low, Low, High, 5], [1, 2, -1, 0]], [[Low], [-1]]),
        ["pow"] = new(new Pointwise(PointwiseKind.Pow), [[2, -2, 46340, -1, 0, 3], [30, 31, 2, High, 9, -1]], [[2], [31]]),
        ["pow of a lost square"] = new(new Pointwise(PointwiseKind.Pow), [[65535], [1]], [[256], [4]]),
        ["neg"] = new(new Pointwise(PointwiseKind.Neg), [[High, Low + 1, 0]], [[1, Low, 1]]),
        ["abs"] = new(new Pointwise(PointwiseKind.Abs), [[High, Low + 1, 0]], [[1, Low, 1]]),
        ["mod"] = new(new Pointwise(PointwiseKind.Mod), [[Low, High, Low], [-1, Low, High]], []),
        ["u64 sub"] = new(new Pointwise(PointwiseKind.Sub), [[5, High], [5, 0]], [[5], [6]], ElementType.U64),
        ["u64 mul"] = new(new Pointwise(PointwiseKind.Mul), [[High, 3], [1, 7]], [[65536], [32768]], ElementType.U64),
        ["maximum and comparison"] = new(new Pointwise(PointwiseKind.Max), [[High, Low], [Low, High]], []),
        ["i32 add wraps"] = new(new Pointwise(PointwiseKind.Add), [[High, Low], [1, -1]], [], ElementType.I32),
        ["u64 of a sign"] = new(new Cast(ElementType.U64), [[0, High]], [[0, -1]]),
    };

    private static readonly Dictionary<string, Case> Others = new(StringComparer.Ordinal)
    {
        ["sum"] = new(new Reduce(ReduceKind.Sum, [0], false), [[High - 5, 2, 3]], [[High - 4, 2, 3]]),
        ["sum below"] = new(new Reduce(ReduceKind.Sum, [0], false), [[Low + 5, -2, -3]], [[Low + 4, -2, -3]]),
        ["prod"] = new(new Reduce(ReduceKind.Prod, [0], false), [[1 << 15, -1 << 16, 1]], [[1 << 15, 1 << 16, 1]]),
        ["sum of magnitudes"] = new(new Reduce(ReduceKind.L1, [0], false), [[High - 1, -1]], [[High - 1, -2]]),
        ["magnitude of the lowest"] = new(new Reduce(ReduceKind.L1, [0], false), [[Low + 1]], [[Low]]),
        ["sum of squares"] = new(new Reduce(ReduceKind.SumSquare, [0], false), [[46340, 200]], [[46340, 400]]),
        // More than one segment: partial sums, then theirs.
        ["long sum"] = new(new Reduce(ReduceKind.Sum, [0], false), [[.. Enumerable.Repeat(429496L, 5000)]], [[.. Enumerable.Repeat(429497L, 5000)]]),
        ["max"] = new(new Reduce(ReduceKind.Max, [0], false), [[High, Low]], []),
    };

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string name in Elementwise.Keys.Concat(Others.Keys)) data.Add(driver, name);
        }

        return data;
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_last_that_fits_is_exact_and_the_first_that_does_not_is_an_error(string driver, string name)
    {
        Case tested = Elementwise.TryGetValue(name, out Case? known) ? known : Others[name];
        (Graph graph, Dictionary<string, HostTensor> inside) = OperatorRun.Build(tested.Op, Tensors(tested.Inside, tested.Element));
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using Session session = model.CreateSession(device.Device);
        TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inside, "y"), session.Run(inside)["y"], name);
        if (tested.Outside.Length == 0) return;
        // Beside elements that fit.
        long[][] beyond = [.. tested.Outside.Select((values, i) => (long[])[.. values, .. tested.Inside[i].Skip(values.Length)])];
        Dictionary<string, HostTensor> outside = Tensors(beyond, tested.Element).Select((tensor, i) => (tensor, i)).ToDictionary(pair => $"x{pair.i}", pair => pair.tensor);
        var fault = Assert.Throws<IntegerOverflowException>(() => session.Run(outside));
        Assert.Contains($"({tested.Op.Name})", fault.Message, StringComparison.Ordinal);
    }

    private static HostTensor[] Tensors(long[][] values, ElementType element) => [.. values.Select(of => HostTensor.FromInt64s(element, new Shape(of.Length), of))];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Floats_beyond_32_bits_become_no_64_bit_integer(string driver)
    {
        OperatorRun.CheckExact(driver, new Cast(ElementType.I64), HostTensor.Of(new Shape(4), [2147483520f, -2147483648f, -0.5f, 7.9f]));
        foreach (float beyond in (float[])[2147483648f, -2147483904f, float.PositiveInfinity, float.NegativeInfinity])
        {
            (Graph graph, Dictionary<string, HostTensor> inputs) = OperatorRun.Build(new Cast(ElementType.I64), HostTensor.Of(new Shape(5), [1f, 2, 3, 4, beyond]));
            Refuses(driver, graph, inputs, "(cast)");
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Additions_and_products_of_scattered_updates_are_checked(string driver)
    {
        foreach ((ScatterReduction reduction, long fits, long beyond) in ((ScatterReduction, long, long)[])[(ScatterReduction.Add, High - 3, High - 2), (ScatterReduction.Mul, 1 << 29, 1 << 30)])
        {
            ScatterND op = new(reduction);
            HostTensor indices = HostTensor.FromInt64s(ElementType.I64, new Shape(2, 1), [1, 1]);
            OperatorRun.CheckExact(driver, op, Data(1, fits), indices, Data(1, 2));
            (Graph graph, Dictionary<string, HostTensor> inputs) = OperatorRun.Build(op, Data(1, beyond), indices, Data(1, 2));
            Refuses(driver, graph, inputs, $"({op.Name})");
        }

        static HostTensor Data(params long[] values) => HostTensor.FromInt64s(ElementType.I64, new Shape(values.Length), values);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_fused_chain_names_its_layers_and_elements_that_do_not_exist_overflow_nothing(string driver)
    {
        GraphBuilder builder = new("chain");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.I64, new SymbolicShape(IntExpr.Symbol("n"))));
        // Of what lies behind the last element, 0, the second sum would overflow.
        ValueId raised = builder.Add(new Pointwise(PointwiseKind.Add), [x, builder.AddConstant("large", HostTensor.FromInt64s(ElementType.I64, new Shape(1), [High]))], "raised")!.Value;
        ValueId moved = builder.Add(new Pointwise(PointwiseKind.Add), [raised, builder.AddConstant("one", HostTensor.FromInt64s(ElementType.I64, new Shape(1), [1]))], "moved")!.Value;
        builder.AddOutput("y", moved);
        Graph graph = builder.Build();
        HostTensor fits = HostTensor.FromInt64s(ElementType.I64, new Shape(5), [-1, -2, -3, -4, -5]);
        HostTensor beyond = HostTensor.FromInt64s(ElementType.I64, new Shape(5), [-1, -2, 0, -4, -5]);

        ModelPackage package = ModelCompiler.Compile(graph);
        Assert.Single(package.Program.OverflowChecks);
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(package);
        Assert.Equal(["y"], model.Outputs.Select(output => output.Name));
        using Session session = model.CreateSession(device.Device);
        session.Warm(new Shape(5));
        var fault = Assert.Throws<IntegerOverflowException>(() => session.Run(new Dictionary<string, HostTensor> { ["x"] = beyond }));
        Assert.Equal(
            "kernel raised+add: raised (add), moved (add): integer overflow: a 64-bit result is beyond -2147483648 to 2147483647, the 32 bits that a device holds of it", fault.Message);
        // The session goes on, and the mark is gone.
        HostTensor got = session.Run(new Dictionary<string, HostTensor> { ["x"] = fits })["y"];
        TensorAssert.BitwiseEqual(HostTensor.FromInt64s(ElementType.I64, new Shape(5), [High, High - 1, High - 2, High - 3, High - 4]), got, "y");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Strict_modules_check_too(string driver)
    {
        Case tested = Elementwise["mul"];
        (Graph graph, Dictionary<string, HostTensor> inputs) = OperatorRun.Build(tested.Op, Tensors(tested.Outside, tested.Element));
        Refuses(driver, graph, inputs, $"({tested.Op.Name})", NumericsMode.Strict);
    }

    [Fact]
    public void What_computes_no_64_bit_integer_has_no_words_for_it()
    {
        GraphBuilder builder = new("counts");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.I32, new SymbolicShape(4)));
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Add), [x, x])!.Value);
        builder.AddOutput("z", builder.Add(new Cast(ElementType.I64), [x])!.Value);
        LoweredProgram program = ModelCompiler.Compile(builder.Build()).Program;
        Assert.Empty(program.OverflowChecks);
        Assert.Equal(["y", "z"], program.Outputs.Select(output => output.Name));
    }

    private static void Refuses(string driver, Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, string layer, NumericsMode numerics = NumericsMode.Fast)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph, new CompileOptions { Numerics = numerics }));
        using Session session = model.CreateSession(device.Device);
        var fault = Assert.Throws<IntegerOverflowException>(() => session.Run(inputs));
        Assert.Contains(layer, fault.Message, StringComparison.Ordinal);
    }
}
