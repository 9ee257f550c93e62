using System.Collections.Immutable;
using System.Security.Cryptography;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

using static Lucid.Runtime.Tests.Runtime.ProgramSketch;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>
/// A chain of kernels that each double what they read, with a package that says so. A kernel has candidates of which some do what they like: <c>x3</c> multiplies by three.
/// </summary>
internal static class ProvenModel
{
    private const int Count = 200;

    private const string Source = """
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
        layout(set = 0, binding = 2) writeonly buffer Z { float values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
            if (i < parameter(0)) z.values[i - part.shift.y] = x.values[i - part.shift.x] * float(parameter(1));
        }
        """;

    private static readonly IntExpr N = IntExpr.Symbol("n");

    /// <summary>The package.</summary>
    /// <param name="kernels">The factors of each kernel's candidates, which are called <c>x2</c>, <c>x3</c>, …; several of one factor have marks behind them.</param>
    /// <param name="withKernels">Whether it knows what its kernels must store.</param>
    /// <param name="byHash">Whether it holds hashes, or else numbers and a bound.</param>
    public static ModelPackage Package(int[][] kernels, bool withKernels, bool byHash = true)
    {
        ProgramSketch sketch = new("doubles");
        int from = sketch.Input("x", new(N)), last = sketch.Output("z", new(N));
        List<StoredValue> values = [];
        for (int k = 0; k < kernels.Length; k++)
        {
            int to = k == kernels.Length - 1 ? last : sketch.Activation($"v{k}", N * 4), read = from;
            sketch.Kernel($"k{k}", [.. kernels[k].Select((factor, i) => sketch.Candidate(
                Source, [Read(1, read, N * 4), Write(2, to, N * 4)], [N, factor], [IntExpr.CeilDiv(N, 64), 1, 1],
                variant: $"x{factor}" + new string('\'', kernels[k].Take(i).Count(other => other == factor))))]);
            values.Add(new StoredValue($"v{k}", $"v{k}", $"k{k}", to, ElementType.F32, new(N), 0, [1], null));
            from = to;
        }

        Dictionary<string, HostTensor> tensors = [];
        HostTensor x = SeededNumbers.Of(5, "x", ElementType.F32, new Shape(Count));
        GoldenSet set = new(
            "seeded", [new("x", x.Shape, 5)], [Result("z", GoldenKey.Output("seeded", "z"), kernels.Length)],
            withKernels ? [.. values.Select((value, k) => Result(value.Name, GoldenKey.Value("seeded", value.Name), k + 1))] : []);
        return sketch.Package() with { Proof = new([set], values.ToValueList()), Goldens = tensors.ToImmutableSortedDictionary(StringComparer.Ordinal) };

        GoldenResult Result(string name, string key, int doublings)
        {
            HostTensor expected = HostTensor.Of(x.Shape, Array.ConvertAll(x.ToFloats(), number => number * (1 << doublings)));
            if (byHash) return new(name, x.Shape, Convert.ToHexStringLower(SHA256.HashData(expected.Bytes.Span)), null);
            tensors.Add(key, expected);
            return new(name, x.Shape, null, new("by hand", 1e-6, null));
        }
    }
}
