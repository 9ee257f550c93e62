using System.Globalization;

using Lucid.Files;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>The outputs' values: what a blessing stores is the reference interpreter's, and every device must come within the ruler's limit of it.</summary>
internal static class OutputGolden
{
    public static void Check(GoldenBook book, ModelSource model, Dictionary<string, HostTensor> inputs, CaseSettings settings, CaseRunOptions options, CancellationToken cancellation)
    {
        ComparisonLimit limit = settings.ByHand ?? ComparisonLimits.GoldenCase(model.IsHalf);
        string file = book.Case.FileOf(GoldenKind.Output);
        Expectation[] expected = File.Exists(file) ? [.. InputOutputNames.Outputs(TensorFiles.Read(file)).Select(tensor => new Expectation(tensor.Name, tensor.Tensor, limit))] : [];
        if (options.Bless) expected = Bless(book, model, inputs, expected, limit, cancellation);
        string[] extra = [.. model.Outputs.Select(output => output.Name).Except(expected.Select(output => output.Name))];
        if (extra.Length > 0) book.Fail(GoldenKind.Output, $"{Path.GetFileName(file)} has no {string.Join(", ", extra)}, which the model gives");
        foreach (ModelRunner runner in options.Runners)
        {
            using PreparedModel prepared = runner.Prepare(model);
            CheckResult result = OutputChecks.Judge(prepared.Run(inputs, cancellation: cancellation), expected);
            book.Add(new CaseCheck(GoldenKind.Output, runner.DeviceName, result.Status, result.Status == CheckStatus.Pass ? "" : result.Message));
        }
    }

    // A file within the limit of what the interpreter gives stays as it is.
    private static Expectation[] Bless(
        GoldenBook book, ModelSource model, Dictionary<string, HostTensor> inputs, Expectation[] old, ComparisonLimit limit, CancellationToken cancellation)
    {
        using ReferenceRunner reference = new();
        using PreparedModel prepared = reference.Prepare(model);
        RunResult now = prepared.Run(inputs, cancellation: cancellation);
        bool same = old.Select(output => output.Name).Order(StringComparer.Ordinal).SequenceEqual(now.Outputs.Keys.Order(StringComparer.Ordinal));
        CheckResult judged = OutputChecks.Judge(now, old);
        if (same && judged.Status == CheckStatus.Pass) return old;
        string file = book.Case.FileOf(GoldenKind.Output);
        double error = judged.Outputs.Select(output => output.Comparison.RelativeError).DefaultIfEmpty(0).Max();
        book.Change(GoldenKind.Output, old.Length == 0 ? "new" : same ? string.Create(CultureInfo.InvariantCulture, $"values moved by {error:0.0E+00} of the largest") : "other outputs",
            token => TensorFiles.Write(file, [.. now.Outputs.Select(output => new NamedTensor(output.Key, output.Value))], cancellation: token));
        return [.. now.Outputs.Select(output => new Expectation(output.Key, output.Value, limit))];
    }
}
