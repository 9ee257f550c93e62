using System.Collections.Immutable;

using Lucid.Tensors;
using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>Compares what a run gave with what was expected of it.</summary>
internal static class OutputChecks
{
    public static CheckResult Judge(RunResult run, IReadOnlyList<Expectation> expectations)
    {
        var checks = ImmutableArray.CreateBuilder<OutputCheck>();
        List<string> failures = [];
        foreach (Expectation expected in expectations)
        {
            if (!run.Outputs.TryGetValue(expected.Name, out HostTensor? got))
            {
                failures.Add($"{expected.Name}: the model has no such output; it has {string.Join(", ", run.Outputs.Keys)}");
                continue;
            }

            (HostTensor outcome, HostTensor reference) = Alike(got, expected.Reference);
            ComparisonResult result = Comparison.Compare(outcome, reference, expected.Limit);
            checks.Add(new OutputCheck(expected.Name, result, expected.Limit));
            if (result.Failure is { } failure) failures.Add($"{expected.Name}: {failure}");
        }

        string message = failures.Count > 0 ? string.Join("; ", failures) : string.Join("; ", checks.Select(check => check.Limit.ToString()).Distinct());
        return new CheckResult(failures.Count > 0 ? CheckStatus.Fail : CheckStatus.Pass, message, checks.ToImmutable(), run.Dispatches, run.HostOps) { Variants = run.Variants };
    }

    // A model of another float width than f32 is computed in f32: its numbers count, not how they are stored. What float64 holds beyond the
    // range of float32 is infinite there.
    private static (HostTensor Got, HostTensor Reference) Alike(HostTensor got, HostTensor expected)
    {
        if (!got.Element.IsFloat() || !expected.Element.IsFloat()) return (got, expected);
        return got.Element == ElementType.F32 && expected.Element == ElementType.F64 ? (got, expected.ConvertTo(ElementType.F32)) : (got.ConvertTo(expected.Element), expected);
    }
}
