using Lucid.Tensors;
using Lucid.Verification;
using Xunit.Sdk;

namespace Lucid.Testing;

/// <summary>Assertions on tensors. The comparison is <see cref="Comparison"/>, the limits are <see cref="ComparisonLimits"/>.</summary>
public static class TensorAssert
{
    /// <summary>Fails where <paramref name="got"/> lies beyond <paramref name="limit"/> of <paramref name="reference"/>.</summary>
    public static void Close(HostTensor reference, HostTensor got, ComparisonLimit limit, string? what = null)
    {
        ComparisonResult result = Comparison.Compare(got, reference, limit);
        if (result.Failure is { } failure) throw new XunitException(what is null ? failure : $"{what}: {failure}");
    }

    /// <summary>Fails where element type, shape or any bit differs.</summary>
    public static void BitwiseEqual(HostTensor reference, HostTensor got, string? what = null)
    {
        string prefix = what is null ? "" : what + ": ";
        if (got.Element != reference.Element || got.Shape != reference.Shape)
            throw new XunitException($"{prefix}got {got}, expected {reference}");
        int same = got.Bytes.Span.CommonPrefixLength(reference.Bytes.Span);
        if (same == reference.Bytes.Length) return;
        int element = same / reference.Element.ByteSize();
        throw new XunitException($"{prefix}element {element} of {reference} differs: got {got.ToDoubles()[element]:G9}, expected {reference.ToDoubles()[element]:G9}");
    }
}
