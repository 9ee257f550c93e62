using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Model;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>Seeded numbers in the place of a model's own.</summary>
internal static class Anonymous
{
    /// <summary>The seed of every anonymous report.</summary>
    public const long Seed = 1;

    /// <summary>Numbers in the place of a tensor's: floats seeded by the name, weights as large as a layer with as many inputs has them; what is no float stays, being positions and sizes.</summary>
    public static HostTensor Of(string name, HostTensor tensor, bool isWeight)
    {
        if (!tensor.Element.IsFloat()) return tensor;
        HostTensor numbers = SeededNumbers.Of(Seed, name, ElementType.F32, tensor.Shape);
        if (isWeight && tensor.Shape.Rank >= 2)
        {
            float scale = MathF.Sqrt(Math.Max(1, tensor.Shape.ElementCount / (float)Math.Max(1, tensor.Shape[0])));
            numbers = HostTensor.Of(tensor.Shape, Array.ConvertAll(numbers.ToFloats(), number => number / scale));
        }

        return numbers.ConvertTo(tensor.Element);
    }

    /// <summary>Stored constants of a package replaced, with the same numbers for the graph, by name: those that are the graph's own, element by element.</summary>
    public static (ImmutableSortedDictionary<string, HostTensor> Stored, Dictionary<string, HostTensor> OfGraph) Constants(ModelPackage package, Graph graph)
    {
        Dictionary<string, HostTensor> known = graph.Constants.ToDictionary(constant => graph[constant.Key].Name, constant => constant.Value, StringComparer.Ordinal);
        var stored = package.Constants.ToBuilder();
        Dictionary<string, HostTensor> ofGraph = new(StringComparer.Ordinal);
        foreach ((string name, HostTensor tensor) in package.Constants)
        {
            if (!tensor.Element.IsFloat() || !known.TryGetValue(name, out HostTensor? own) || own.Shape != tensor.Shape || !IsSame(own, tensor)) continue;
            stored[name] = Of(name, tensor, isWeight: true);
            ofGraph[name] = stored[name].ConvertTo(own.Element);
        }

        return (stored.ToImmutable(), ofGraph);
    }

    // As it is stored, strict packages' floats canonical.
    private static bool IsSame(HostTensor own, HostTensor stored)
    {
        HostTensor alike = own.ConvertTo(stored.Element);
        if (alike.Bytes.Span.SequenceEqual(stored.Bytes.Span)) return true;
        if (alike.Element != ElementType.F32) return false;
        byte[] bytes = alike.Bytes.ToArray();
        StoredFloats.Canonicalise(MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
        return bytes.AsSpan().SequenceEqual(stored.Bytes.Span);
    }
}
