using System.Globalization;
using System.Text;

using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>The bits of the model compiled strictly: the strict evaluator says them, every device gives the same, and the golden file holds their hashes.</summary>
internal static class HashGolden
{
    private const int MostNodesNamed = 3;

    /// <param name="book">The case.</param>
    /// <param name="model">Compiled strictly.</param>
    /// <param name="inputs">Its data.</param>
    /// <param name="options">The devices.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Check(GoldenBook book, ModelSource model, Dictionary<string, HostTensor> inputs, CaseRunOptions options, CancellationToken cancellation)
    {
        StrictResult expected = StrictEvaluator.Run(ModelCompiler.Optimize(model.Graph, model.CompileOptions, new PassLog()), inputs, model.CompileOptions, cancellation: cancellation);
        if (!expected.SubnormalNodes.IsEmpty)
        {
            RefuseSubnormal(book, expected, options.Bless);
            return;
        }

        book.Compare(GoldenKind.Hashes, Text(expected.Outputs), options.Bless);
        foreach (ModelRunner runner in options.Runners.Where(runner => runner is not ReferenceRunner))
        {
            using PreparedModel prepared = runner.Prepare(model);
            RunResult got = prepared.Run(inputs, cancellation: cancellation);
            string[] differences = [.. expected.Outputs.Select(output => Difference(output.Key, output.Value, got.Outputs[output.Key])).OfType<string>()];
            book.Add(new CaseCheck(GoldenKind.Hashes, runner.DeviceName, differences.Length == 0 ? CheckStatus.Pass : CheckStatus.Fail, string.Join("; ", differences)));
        }
    }

    // Bits are promised for runs without subnormal intermediates only (spec/numerics.md).
    private static void RefuseSubnormal(GoldenBook book, StrictResult result, bool bless)
    {
        string nodes = string.Join(", ", result.SubnormalNodes.Take(MostNodesNamed)) + (result.SubnormalNodes.Length > MostNodesNamed ? ", …" : "");
        string message = $"no bits are promised for these inputs: numbers below 1.2e-38 arise in {nodes}";
        if (book.Case.Goldens.Contains(GoldenKind.Hashes)) book.Fail(GoldenKind.Hashes, $"{message}; give others, or remove {Path.GetFileName(book.Case.FileOf(GoldenKind.Hashes))}");
        else if (bless) book.Add(new CaseCheck(GoldenKind.Hashes, null, CheckStatus.Skip, message));
    }

    private static string Text(IEnumerable<KeyValuePair<string, HostTensor>> outputs)
    {
        StringBuilder text = new();
        foreach ((string name, HostTensor tensor) in outputs) text.Append(name).Append(' ').Append(StrictResult.Hash(tensor)).Append('\n');
        return text.ToString();
    }

    private static string? Difference(string name, HostTensor expected, HostTensor got)
    {
        if (got.Element != expected.Element || got.Shape != expected.Shape) return $"{name} is {got}, the strict evaluator gives {expected}";
        int same = expected.Bytes.Span.CommonPrefixLength(got.Bytes.Span);
        if (same == expected.Bytes.Length) return null;
        int size = expected.Element.ByteSize(), first = same / size;
        int count = Enumerable.Range(0, expected.Bytes.Length / size).Count(i => !expected.Bytes.Span.Slice(i * size, size).SequenceEqual(got.Bytes.Span.Slice(i * size, size)));
        return string.Create(CultureInfo.InvariantCulture,
            $"{name}: {count} of {expected.Shape.ElementCount} elements have other bits than the strict evaluator's, the first at {first}: got {got.ToDoubles()[first]:G9}, expected {expected.ToDoubles()[first]:G9}");
    }
}
