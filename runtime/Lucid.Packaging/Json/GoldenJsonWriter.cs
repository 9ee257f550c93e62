using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>Goldens as the document that is stored; the reverse of <see cref="GoldenJsonReader"/>.</summary>
internal static class GoldenJsonWriter
{
    public static GoldenDocument Of(PackageGoldens goldens) => new()
    {
        Sets = [.. goldens.Sets.Select(Of)],
        Values = [.. goldens.Values.Select(Of)],
    };

    private static GoldenSetEntry Of(GoldenSet set) => new()
    {
        Name = set.Name,
        Inputs = [.. set.Inputs.Select(input => new GoldenInputEntry { Name = input.Name, Shape = [.. input.Shape.Extents], Seed = input.Seed })],
        Outputs = [.. set.Outputs.Select(Of)],
        Values = [.. set.Values.Select(Of)],
    };

    private static GoldenResultEntry Of(GoldenResult result) => new()
    {
        Name = result.Name,
        Shape = [.. result.Shape.Extents],
        Sha256 = result.Sha256,
        Bound = result.Bound is not { } bound ? null
            : new GoldenBoundEntry { Origin = bound.Origin, Relative = bound.Relative, Rtol = bound.Elementwise?.Rtol, Atol = bound.Elementwise?.Atol },
    };

    private static StoredValueEntry Of(StoredValue value) => new()
    {
        Name = value.Name,
        Value = value.Value,
        Kernel = value.Kernel,
        Buffer = value.Buffer,
        Element = value.Element.Text(),
        Shape = [.. value.Shape.Extents.Select(extent => extent.ToString())],
        Offset = value.Offset.ToString(),
        Strides = [.. value.Strides.Select(stride => stride.ToString())],
        Block = value.Block?.ToString(),
    };
}
