using Lucid.Tensors;

namespace Lucid.Packaging.Goldens;

/// <summary>What a package proves itself with (spec/package-format.md, section 10): inputs, what must come out of them, and where values lie on the way.</summary>
/// <param name="Sets">The data sets.</param>
/// <param name="Values">Where kernels store the values of the graph, in the order of the kernels: what a wrong result is traced with.</param>
public sealed record PackageGoldens(ValueList<GoldenSet> Sets, ValueList<StoredValue> Values);

/// <summary>A data set.</summary>
/// <param name="Name">Unique; without a slash.</param>
/// <param name="Inputs">One for each input of the program, in its order.</param>
/// <param name="Outputs">The outputs of the program that are compared, in its order; at least one.</param>
/// <param name="Values">What kernels must store, by the names of <see cref="PackageGoldens.Values"/>; none where kernels were not asked for.</param>
public sealed record GoldenSet(string Name, ValueList<GoldenInput> Inputs, ValueList<GoldenResult> Outputs, ValueList<GoldenResult> Values);

/// <summary>An input of a data set.</summary>
/// <param name="Name">The program's input.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Seed">The seed of <see cref="SeededNumbers"/>; null where the data are the stored tensor <c>SET/input.NAME</c>.</param>
public sealed record GoldenInput(string Name, Shape Shape, long? Seed);

/// <summary>What an output or a stored value must be: bits by their SHA-256, or stored numbers within a bound. Exactly one of the two is given.</summary>
/// <param name="Name">The program's output, or a <see cref="StoredValue"/>.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Sha256">SHA-256 of the row-major little-endian elements, in lower-case hexadecimal.</param>
/// <param name="Bound">How far from the stored tensor <c>SET/output.NAME</c> or <c>SET/value.NAME</c> a float may lie.</param>
public sealed record GoldenResult(string Name, Shape Shape, string? Sha256, GoldenBound? Bound);

/// <summary>
/// How far floats may lie from the stored ones; where both kinds of bound are given, meeting either suffices. NaN and infinities match in place and sign, integers and booleans are exact.
/// </summary>
/// <param name="Origin">Where the bound comes from, for people.</param>
/// <param name="Relative">Of max|got - expected| / max|expected| over the tensor; of max|got - expected| itself where all expected numbers are 0. Null: no such bound.</param>
/// <param name="Elementwise">Of every element: |got - expected| ≤ atol + rtol·|expected|. Null: no such bound.</param>
public sealed record GoldenBound(string Origin, double? Relative, GoldenTolerance? Elementwise);

/// <summary>|got - expected| ≤ <paramref name="Atol"/> + <paramref name="Rtol"/>·|expected|.</summary>
public readonly record struct GoldenTolerance(double Rtol, double Atol);
