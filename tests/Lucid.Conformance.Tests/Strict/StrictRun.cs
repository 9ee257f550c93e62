using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>A graph compiled strictly: its bits by the evaluator and on a device.</summary>
internal static class StrictRun
{
    private static readonly CompileOptions Options = new() { Numerics = NumericsMode.Strict };

    /// <summary>Fails where the device's bits are not the evaluator's; returns the evaluator's result.</summary>
    public static StrictResult Check(VulkanDevice device, Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, string? what = null, CompileOptions? options = null)
    {
        options ??= Options;
        StrictResult expected = StrictEvaluator.Run(ModelCompiler.Optimize(graph, options, new PassLog()), inputs, options);
        Compare(expected, DeviceRun.Run(device, ModelCompiler.Compile(graph, options), inputs), what);
        return expected;
    }

    /// <summary>Fails where a bit is not the evaluator's.</summary>
    public static void Compare(StrictResult expected, IReadOnlyDictionary<string, HostTensor> got, string? what)
    {
        List<string> differences = [];
        foreach ((string name, HostTensor tensor) in expected.Outputs)
        {
            if (FirstDifference(tensor, got[name]) is { } difference) differences.Add($"{name}: {difference}");
        }

        string note = expected.SubnormalNodes.IsEmpty ? "" : $" (subnormal numbers in {string.Join(", ", expected.SubnormalNodes.Take(5))})";
        Assert.True(differences.Count == 0, $"{what}{note}\n{string.Join("\n", differences)}");
    }

    private static string? FirstDifference(HostTensor expected, HostTensor got)
    {
        if (got.Element != expected.Element || got.Shape != expected.Shape) return $"got {got}, expected {expected}";
        ReadOnlySpan<byte> left = expected.Bytes.Span, right = got.Bytes.Span;
        int same = left.CommonPrefixLength(right);
        if (same == left.Length) return null;
        int size = expected.Element.ByteSize(), at = same / size;
        int count = Enumerable.Range(0, left.Length / size).Count(i => !expected.Bytes.Span.Slice(i * size, size).SequenceEqual(got.Bytes.Span.Slice(i * size, size)));
        return $"{count} elements of {expected} differ, the first at {at}: got {got.ToDoubles()[at]:G9}, expected {expected.ToDoubles()[at]:G9}";
    }
}
