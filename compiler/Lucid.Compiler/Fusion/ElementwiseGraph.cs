using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>What a step of an elementwise graph is.</summary>
internal enum ElementStepKind
{
    /// <summary>Tensor operand number <see cref="ElementStep.Index"/>; in the epilogue of a linear layer, number 0 is the sum.</summary>
    Operand,

    /// <summary>Channel vector number <see cref="ElementStep.Index"/>, or the first of several that repeat over positions.</summary>
    Vector,

    /// <summary>The constant <see cref="ElementStep.Scalar"/>.</summary>
    Scalar,

    /// <summary><see cref="ElementStep.Op"/> of earlier steps.</summary>
    Compute,
}

/// <summary>A step of an elementwise graph; its position is its number.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Type">Element type of its result.</param>
/// <param name="Index">Number of the operand or vector.</param>
/// <param name="Scalar">Value of a constant.</param>
/// <param name="Op">The op of a computation.</param>
/// <param name="Arguments">Numbers of the steps that a computation reads.</param>
internal sealed record ElementStep(ElementStepKind Kind, ElementType Type, int Index, double Scalar, Op? Op, ValueList<int> Arguments)
{
    /// <summary>
    /// For a vector that repeats: after how many positions along each of the three axes. Vector Index + r is for the positions that leave
    /// the rest r, read as one number, the last axis the last digit. Empty: one vector for all positions.
    /// </summary>
    public ValueList<long> Periods { get; init; } = [];

    /// <summary>How many vectors the step has.</summary>
    public int VectorCount => (int)Periods.Aggregate(1L, (product, period) => product * period);

    public static ElementStep Operand(int index, ElementType type) => new(ElementStepKind.Operand, type, index, 0, null, []);

    public static ElementStep Vector(int index, ElementType type, ValueList<long> periods = default) =>
        new(ElementStepKind.Vector, type, index, 0, null, []) { Periods = periods };

    public static ElementStep Constant(double value, ElementType type) => new(ElementStepKind.Scalar, type, 0, value, null, []);

    public static ElementStep Compute(Op op, ElementType type, ValueList<int> arguments) =>
        new(ElementStepKind.Compute, type, 0, 0, op, arguments);
}

/// <summary>Elementwise computations that one kernel does on values in registers; the last step is the result.</summary>
internal sealed record ElementwiseGraph(ValueList<ElementStep> Steps)
{
    /// <summary>The graph that returns operand 0.</summary>
    public static ElementwiseGraph Identity(ElementType type) => new([ElementStep.Operand(0, type)]);

    /// <summary>Whether the result is operand 0 as it is.</summary>
    public bool IsIdentity => Steps is [{ Kind: ElementStepKind.Operand }];
}
