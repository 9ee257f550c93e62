using System.Collections.Immutable;

using Lucid.Model;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>
/// A <c>cases.json</c>: ConvTranspose with given attributes and known results (<c>cases</c>), the same with not-a-number, infinity
/// and subnormals (<c>nonfinite</c>), and attributes to be refused when the graph is built (<c>invalid</c>).
/// </summary>
public sealed class OperatorTest : VerificationTest
{
    /// <summary>The file name by which a folder shows that it holds such a test.</summary>
    public const string FileName = "cases.json";

    private const string SubnormalCase = "subnormal_input";

    private readonly string _file;
    private readonly ImmutableDictionary<string, Entry> _entries;

    private OperatorTest(string file, ImmutableArray<Entry> entries)
    {
        (_file, DataSets) = (file, [.. entries.Select(entry => entry.Case.Name)]);
        _entries = entries.ToImmutableDictionary(entry => entry.Case.Name);
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> DataSets { get; }

    /// <summary>Whether a file has this form.</summary>
    public static bool IsKnown(string file) => System.IO.Path.GetFileName(file) == FileName;

    /// <exception cref="TestFormatException">The file has another form.</exception>
    public static OperatorTest Read(string file, string path)
    {
        JsonFields root = JsonFields.Read(file);
        List<Entry> entries = [];
        foreach (JsonFields fields in root.Objects("cases").Concat(root.ObjectsOrNone("nonfinite")))
            entries.Add(new Entry(OperatorCase.Read(fields, fields.Text("id")), fields.Text("file"), fields.Shape("output_shape"), fields.TextOrNull("name"), IsAccepted: true));
        foreach (JsonFields fields in root.ObjectsOrNone("invalid"))
            entries.Add(new Entry(OperatorCase.Read(fields, "invalid/" + fields.Text("name")), null, null, null, fields.Flag("torch_accepts")));
        string[] twice = [.. entries.GroupBy(entry => entry.Case.Name).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Length > 0) throw new TestFormatException(file, $"'{twice[0]}' names two cases");
        return new OperatorTest(file, [.. entries]) { Path = path };
    }

    /// <inheritdoc/>
    public override OpenTest Open(ModelRunner runner, VerificationOptions options) => new Run(this, runner, options);

    /// <param name="Case">The attributes.</param>
    /// <param name="File">Where the tensors are; null for an invalid case.</param>
    /// <param name="OutputShape">What the result must be; null for an invalid case.</param>
    /// <param name="Subject">What a non-finite case is about.</param>
    /// <param name="IsAccepted">Whether the graph must be built rather than refused.</param>
    private sealed record Entry(OperatorCase Case, string? File, Shape? OutputShape, string? Subject, bool IsAccepted);

    private sealed class Run(OperatorTest test, ModelRunner runner, VerificationOptions options) : OpenTest
    {
        private readonly Dictionary<string, SafetensorsFile> _files = new(StringComparer.Ordinal);

        public override CheckResult Check(string dataSet, CancellationToken cancellation)
        {
            Entry entry = test._entries[dataSet];
            return entry.File is null ? CheckRefusal(entry) : CheckOutput(entry, entry.File, cancellation);
        }

        private static CheckResult CheckRefusal(Entry entry)
        {
            HostTensor weight = Zeros(entry.Case.WeightShape);
            HostTensor? bias = entry.Case.BiasShape is { } shape ? Zeros(shape) : null;
            try
            {
                entry.Case.Build(weight, bias);
            }
            catch (ModelException refusal)
            {
                return CheckResult.Of(entry.IsAccepted ? CheckStatus.Fail : CheckStatus.Pass, $"refused: {refusal.Message}");
            }

            return CheckResult.Of(entry.IsAccepted ? CheckStatus.Pass : CheckStatus.Fail, "accepted" + (entry.IsAccepted ? "" : ", must be refused"));
        }

        private CheckResult CheckOutput(Entry entry, string file, CancellationToken cancellation)
        {
            string id = entry.Case.Name;
            Graph graph = entry.Case.Build(Tensor(file, id + ".weight"), entry.Case.BiasShape is null ? null : Tensor(file, id + ".bias"));
            using PreparedModel prepared = runner.Prepare(ModelSource.Of(graph));
            RunResult result = prepared.Run(new Dictionary<string, HostTensor> { ["input"] = Tensor(file, id + ".input") }, cancellation: cancellation);
            HostTensor expected = Tensor(file, id + ".output");
            if (expected.Shape != entry.OutputShape) throw new TestFormatException(test._file, $"{id}: output_shape is {entry.OutputShape}, the stored output has {expected.Shape}");
            ComparisonLimit limit = options.ByHand
                ?? (entry.Subject == SubnormalCase ? ComparisonLimits.SubnormalOperatorCase : ComparisonLimits.OperatorCase(halfStorage: false));
            return OutputChecks.Judge(result, [new Expectation("output", expected, limit)]);
        }

        private HostTensor Tensor(string file, string name)
        {
            if (!_files.TryGetValue(file, out SafetensorsFile? open))
            {
                string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(test._file))!;
                open = SafetensorsFile.Open(System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
                _files.Add(file, open);
            }

            return open.TryGet(name, out HostTensor? tensor) ? tensor : throw new TestFormatException(test._file, $"{file} has no tensor '{name}'");
        }

        private static HostTensor Zeros(Shape shape) => new(ElementType.F32, shape, new byte[checked(shape.ElementCount * sizeof(float))]);

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            foreach (SafetensorsFile file in _files.Values) file.Dispose();
        }
    }
}
