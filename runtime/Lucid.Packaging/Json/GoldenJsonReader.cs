using System.Text.Json;

using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>The stored goldens as plain data. What it reads is well-formed, not yet valid: <see cref="ProgramVerifier"/> says whether it is.</summary>
internal sealed class GoldenJsonReader
{
    private readonly JsonPath _path = new();
    private readonly ExpressionReader _expressions = new();

    /// <exception cref="JsonFault">A value cannot be read.</exception>
    /// <exception cref="JsonException">It is no valid JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no valid Unicode.</exception>
    public static PackageGoldens Read(ReadOnlySpan<byte> json)
    {
        JsonCaps.Check(json, out _);
        GoldenDocument document = JsonSerializer.Deserialize(json, PackageJsonContext.Default.GoldenDocument) ?? throw new JsonFault("$", "null; expected an object");
        return new GoldenJsonReader().Read(document);
    }

    private PackageGoldens Read(GoldenDocument document) => new(
        _path.List("sets", document.Sets, PackageLimits.GoldenSets, Set),
        _path.List("values", document.Values, PackageLimits.GoldenValues, Value));

    private GoldenSet Set(GoldenSetEntry set) => new(
        set.Name,
        _path.List("inputs", set.Inputs, PackageLimits.Inputs, input => new GoldenInput(input.Name, Shape(input.Shape), input.Seed)),
        _path.List("outputs", set.Outputs, PackageLimits.Outputs, Result),
        _path.List("values", set.Values, PackageLimits.GoldenValues, Result));

    private GoldenResult Result(GoldenResultEntry result) => new(result.Name, Shape(result.Shape), result.Sha256, result.Bound is { } bound ? Bound(bound) : null);

    private static GoldenBound Bound(GoldenBoundEntry bound) => new(
        bound.Origin, bound.Relative, bound.Rtol is null && bound.Atol is null ? null : new GoldenTolerance(bound.Rtol ?? 0, bound.Atol ?? 0));

    private StoredValue Value(StoredValueEntry value) => new(
        value.Name,
        value.Value,
        value.Kernel,
        value.Buffer,
        Element(value.Element),
        new SymbolicShape(_path.List("shape", value.Shape, PackageLimits.Rank, Expression).AsSpan()),
        Expression(value.Offset),
        _path.List("strides", value.Strides, PackageLimits.Rank, Expression),
        value.Block is { } block ? Expression(block) : null);

    private Shape Shape(List<long> extents)
    {
        if (extents.Count > PackageLimits.Rank) throw new JsonFault($"{_path}.shape", $"{extents.Count} axes; at most {PackageLimits.Rank} are read");
        if (extents.Exists(extent => extent < 0)) throw new JsonFault($"{_path}.shape", "an extent is negative");
        return new Shape(extents.ToArray());
    }

    private ElementType Element(string text) =>
        ElementTypes.TryParse(text, out ElementType type) && type.Text() == text ? type : throw new JsonFault($"{_path}.element", $"'{text}' is no element type");

    private IntExpr Expression(string text)
    {
        try
        {
            return _expressions.Read(text);
        }
        catch (FormatException error)
        {
            throw new JsonFault(_path.ToString(), error.Message);
        }
    }
}
