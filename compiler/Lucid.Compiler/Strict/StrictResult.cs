using System.Collections.Immutable;
using System.Security.Cryptography;

using Lucid.Tensors;

namespace Lucid.Compiler.Strict;

/// <summary>What a strict evaluation gives.</summary>
/// <param name="Outputs">The model's outputs by name, in the model's order.</param>
/// <param name="SubnormalNodes">Names of the nodes in which an intermediate was subnormal: for such a run no bits are promised.</param>
public sealed record StrictResult(OrderedDictionary<string, HostTensor> Outputs, ImmutableArray<string> SubnormalNodes)
{
    /// <summary>SHA-256 of a tensor's elements as a run gives them, in lower-case hexadecimal.</summary>
    public static string Hash(HostTensor tensor) => Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes.Span));
}
