using Lucid.Compiler.Lowering;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>How two partial results become one; the numbers are those of the shader.</summary>
internal enum ReduceCombine
{
    Sum = 0,
    Product = 1,
    Maximum = 2,
    Minimum = 3,
}

/// <summary>What is taken of each element.</summary>
internal enum ReduceTerm
{
    Element = 0,
    Magnitude = 1,
    Square = 2,
    Exponential = 3,
}

/// <summary>What is done with the whole.</summary>
internal enum ReduceFinish
{
    None = 0,
    Mean = 1,
    SquareRoot = 2,
    Logarithm = 3,
    LogarithmAndShift = 4,
}

/// <summary>A reduction as the shader does it.</summary>
/// <param name="Combine">How two partial results become one.</param>
/// <param name="Term">What is taken of each element.</param>
/// <param name="Finish">What is done with the whole.</param>
/// <param name="FiniteShift">Whether an infinite shift of exponentials is none.</param>
internal sealed record ReduceStep(ReduceCombine Combine, ReduceTerm Term, ReduceFinish Finish, bool FiniteShift = true)
{
    /// <summary>Σ e^(x - m), the divisor of softmax.</summary>
    public static ReduceStep Exponentials { get; } = new(ReduceCombine.Sum, ReduceTerm.Exponential, ReduceFinish.None, FiniteShift: false);

    public static ReduceStep Of(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => new(ReduceCombine.Sum, ReduceTerm.Element, ReduceFinish.None),
        ReduceKind.Mean => new(ReduceCombine.Sum, ReduceTerm.Element, ReduceFinish.Mean),
        ReduceKind.Max => new(ReduceCombine.Maximum, ReduceTerm.Element, ReduceFinish.None),
        ReduceKind.Min => new(ReduceCombine.Minimum, ReduceTerm.Element, ReduceFinish.None),
        ReduceKind.Prod => new(ReduceCombine.Product, ReduceTerm.Element, ReduceFinish.None),
        ReduceKind.L1 => new(ReduceCombine.Sum, ReduceTerm.Magnitude, ReduceFinish.None),
        ReduceKind.L2 => new(ReduceCombine.Sum, ReduceTerm.Square, ReduceFinish.SquareRoot),
        ReduceKind.SumSquare => new(ReduceCombine.Sum, ReduceTerm.Square, ReduceFinish.None),
        ReduceKind.LogSum => new(ReduceCombine.Sum, ReduceTerm.Element, ReduceFinish.Logarithm),
        ReduceKind.LogSumExp => new(ReduceCombine.Sum, ReduceTerm.Exponential, ReduceFinish.LogarithmAndShift),
    };

    /// <summary>The 32-bit pattern that changes nothing when it is combined: what no elements at all give.</summary>
    public int Neutral(ElementType element) => Combine switch
    {
        ReduceCombine.Sum => 0,
        ReduceCombine.Product => DeviceScalar.Bits(1, element),
        ReduceCombine.Maximum => DeviceScalar.Bits(element.IsFloat() ? double.NegativeInfinity : Bounds(element).Low, element),
        ReduceCombine.Minimum => DeviceScalar.Bits(element.IsFloat() ? double.PositiveInfinity : Bounds(element).High, element),
    };

    private static (double Low, double High) Bounds(ElementType element) => element switch
    {
        ElementType.Bool => (0, 1),
        ElementType.U8 => (0, byte.MaxValue),
        ElementType.U16 => (0, ushort.MaxValue),
        ElementType.U32 => (0, uint.MaxValue),
        ElementType.U64 => (0, int.MaxValue),
        ElementType.I8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.I16 => (short.MinValue, short.MaxValue),
        // 64-bit integers are 32-bit on the device.
        _ => (int.MinValue, int.MaxValue),
    };
}
