using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>A named number that a pointwise function is made with.</summary>
/// <param name="Name">Its name in the text form.</param>
/// <param name="Default">Its value where none is given.</param>
public sealed record PointwiseParameter(string Name, double Default);

/// <summary>A pointwise function of up to three float operands and its parameters; operands it lacks are ignored.</summary>
public delegate double FloatFunction(double x, double y, double z, double alpha, double beta);

/// <summary>A pointwise function of up to three integer operands and its parameters; operands it lacks are ignored. Wraps like two's complement.</summary>
public delegate long IntegerFunction(long x, long y, long z, double alpha, double beta);

/// <summary>One line of <see cref="PointwiseTable"/>.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Name">Its name in the text form.</param>
/// <param name="Arity">Number of operands, 1 to 3.</param>
/// <param name="Result">Element types of operands and result.</param>
/// <param name="Formula">What it computes, for people: of x, y, z and the parameters by their names.</param>
/// <param name="Parameters">Names and defaults of Alpha and Beta, as many as it has.</param>
/// <param name="Floats">The function in float64; null where floats are not allowed. A truth value is 1 or 0.</param>
/// <param name="Integers">The function in int64 (bool is 0 or 1); null where integers are not allowed.</param>
public sealed record PointwiseFunction(
    PointwiseKind Kind, string Name, int Arity, PointwiseResult Result, string Formula, ValueList<PointwiseParameter> Parameters,
    FloatFunction? Floats, IntegerFunction? Integers);
