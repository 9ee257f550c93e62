using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Every elementwise function on every driver, floats and integers, with broadcasting.</summary>
public sealed class PointwiseCases
{
    public static TheoryData<string, PointwiseKind> FunctionsOfDrivers()
    {
        TheoryData<string, PointwiseKind> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (PointwiseFunction function in PointwiseTable.All) data.Add(driver, function.Kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FunctionsOfDrivers))]
    public void Agrees_with_the_reference_on_floats(string driver, PointwiseKind kind)
    {
        PointwiseFunction function = PointwiseTable.Of(kind);
        bool logic = kind is PointwiseKind.And or PointwiseKind.Or or PointwiseKind.Xor or PointwiseKind.Not;
        Random random = new(17 + (int)kind);
        // Shapes that broadcast along each axis; the last operand has the lower rank.
        long[][] shapes = [[2, 5, 3, 7], [1, 5, 1, 7], [3, 1]];
        if (kind == PointwiseKind.PRelu) shapes = [[2, 5, 3, 7], [5, 1, 1]];
        List<HostTensor> operands = [];
        for (int i = 0; i < function.Arity; i++)
        {
            bool boolean = logic || (kind == PointwiseKind.Where && i == 0);
            HostTensor operand = boolean ? SeededTensor.Integers(random, ElementType.Bool, 0, 2, shapes[i]) : SeededTensor.Floats(random, shapes[i]);
            bool positive = kind is PointwiseKind.Log or PointwiseKind.Sqrt || (kind == PointwiseKind.Pow && i == 0);
            operands.Add(positive ? Map(operand, Math.Abs) : operand);
        }

        Check(driver, Of(function), operands);
    }

    [Theory]
    [MemberData(nameof(FunctionsOfDrivers))]
    public void Agrees_with_the_reference_on_integers(string driver, PointwiseKind kind)
    {
        PointwiseFunction function = PointwiseTable.Of(kind);
        Random random = new(91 + (int)kind);
        List<HostTensor> operands = [];
        for (int i = 0; i < function.Arity; i++)
        {
            bool boolean = kind is PointwiseKind.And or PointwiseKind.Or or PointwiseKind.Xor or PointwiseKind.Not || (kind == PointwiseKind.Where && i == 0);
            operands.Add(boolean ? SeededTensor.Integers(random, ElementType.Bool, 0, 2, 3, 4) : SeededTensor.Integers(random, ElementType.I64, -9, 10, 3, 4));
        }

        GraphBuilder probe = new("probe");
        ValueId[] inputs = [.. operands.Select((operand, i) => probe.AddInput($"x{i}", operand.Type))];
        // A function without an integer form refuses integers in its shape rule; that is what is checked then.
        if (probe.Add(Of(function), inputs) is null) Assert.NotEmpty(probe.Diagnostics);
        else Check(driver, Of(function), operands);
    }

    public static TheoryData<string, PointwiseKind> FloatFunctionsOfOneOperand()
    {
        TheoryData<string, PointwiseKind> data = [];
        foreach (object[] row in FunctionsOfDrivers())
        {
            var kind = (PointwiseKind)row[1];
            if (PointwiseTable.Of(kind).Arity == 1 && kind != PointwiseKind.Not) data.Add((string)row[0], kind);
        }

        return data;
    }

    /// <summary>Zeros of both signs, not a number, infinities, and what overflows or vanishes in exp.</summary>
    [Theory]
    [MemberData(nameof(FloatFunctionsOfOneOperand))]
    public void Corners_are_where_the_definition_has_them(string driver, PointwiseKind kind)
    {
        float[] corners = [float.NaN, 0, -0f, 1, -1, 0.25f, 3, 20, -20, 80, -80, 100, -100, 1e-30f, -1e-30f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        // Of an infinite angle, and beyond moderate ones, the reduction by multiples of π says nothing.
        if (kind is PointwiseKind.Sin or PointwiseKind.Cos) corners = [.. corners.Select(x => float.IsInfinity(x) ? 5 : x)];
        Check(driver, Of(PointwiseTable.Of(kind)), [HostTensor.Of(new Shape(corners.Length), corners)]);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Powers_at_the_corners_are_those_of_the_definition(string driver)
    {
        float[] bases = [0, -0f, 1, -1, 2, -2, 0.5f, -8, float.NaN, float.PositiveInfinity];
        float[] exponents = [0, 1, 2, 3, -1, -2, 0.5f, -3, float.NaN];
        Check(driver, new Pointwise(PointwiseKind.Pow), [HostTensor.Of(new Shape(bases.Length, 1), bases), HostTensor.Of(new Shape(exponents.Length), exponents)]);
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    private static Pointwise Of(PointwiseFunction function) => function.Kind == PointwiseKind.Clip
        ? new(PointwiseKind.Clip, -1, 1.5)
        : new(function.Kind, function.Parameters.Count > 0 ? function.Parameters[0].Default : 0, function.Parameters.Count > 1 ? function.Parameters[1].Default : 0);

    private static void Check(string driver, Pointwise op, List<HostTensor> operands)
    {
        GraphBuilder builder = new(op.Name);
        Dictionary<string, HostTensor> inputs = [];
        List<ValueId> values = [];
        for (int i = 0; i < operands.Count; i++)
        {
            values.Add(builder.AddInput($"x{i}", operands[i].Type));
            inputs[$"x{i}"] = operands[i];
        }

        ValueId? output = builder.Add(op, [.. values]);
        Assert.True(output is not null, string.Join("; ", builder.Diagnostics));
        builder.AddOutput("y", output.Value);
        Graph graph = builder.Build();
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor reference = DeviceRun.Reference(graph, inputs, "y");
        HostTensor got = DeviceRun.Run(device.Device, graph, inputs)["y"];
        if (!reference.Element.IsFloat())
        {
            TensorAssert.BitwiseEqual(reference, got, op.Name);
            return;
        }

        ErrorBound bound = ErrorBound.Of(op);
        (double unit, double least) = (bound.Units * ErrorBound.Epsilon, bound.Scale.StartsWith("1/2", StringComparison.Ordinal) ? 0.5 : 0);
        double[] expected = reference.ToDoubles();
        Bounds.CheckWithin(reference, got, i => unit * (least + Math.Abs(expected[i])), op.Name);
    }

    private static HostTensor Map(HostTensor tensor, Func<double, double> map) =>
        HostTensor.FromDoubles(tensor.Element, tensor.Shape, Array.ConvertAll(tensor.ToDoubles(), value => map(value)));
}
