using System.Globalization;

using Lucid.Verification;
using Lucid.Verification.Layers;

namespace Lucid.Cli.Data;

/// <summary>The records of <c>compare --json</c>: one for each output or layer and device. A number that JSON cannot say is a text.</summary>
internal sealed class CompareJson
{
    private readonly List<(string Name, object? Value)[]> _records = [];

    public void Add(string device, string output, string type, ComparisonResult result, ComparisonLimit limit) =>
        _records.Add([("device", device), ("output", output), ("type", type), .. Of(result), ("limit", limit.ToString())]);

    public void Add(string device, LayerCheck check) =>
        _records.Add([("device", device), ("kernel", check.Kernel), ("value", check.Value), .. Of(check.Own), ("bound", check.Bound.Elementwise!.Value.Atol), ("relative_error_so_far", check.SoFar)]);

    public void Write(TextWriter output) => JsonText.Write(output, json => json.Array(null, _records, record =>
    {
        foreach ((string name, object? value) in record)
        {
            if (value is bool truth) json.WriteBoolean(name, truth);
            else if (value is double number && double.IsFinite(number)) json.WriteNumber(name, number);
            else json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }));

    private static (string, object?)[] Of(ComparisonResult result) =>
        [("passed", result.Passed), ("message", result.Failure ?? ""), ("max_abs_error", result.MaxAbsError), ("max_abs_reference", result.MaxAbsReference), ("relative_error", result.RelativeError)];
}
