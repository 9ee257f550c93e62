using System.Text.Json;

using Lucid.Files;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Data;

/// <summary>The records of <c>verify --json</c>. A number that JSON does not have (an infinite error) is null.</summary>
internal static class VerificationJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Write(string path, IEnumerable<VerificationRecord> records) => WholeFile.Write(path, stream => Write(stream, records));

    internal static void Write(Stream stream, IEnumerable<VerificationRecord> records)
    {
        using Utf8JsonWriter json = new(stream, Indented);
        json.WriteStartArray();
        foreach (VerificationRecord record in records)
        {
            json.WriteStartObject();
            json.WriteString("test", record.Test);
            json.WriteString("data_set", record.DataSet);
            json.WriteString("device", record.Device);
            json.WriteString("status", Status(record.Result.Status));
            json.WriteString("message", record.Result.Message);
            json.WriteStartArray("outputs");
            foreach (OutputCheck check in record.Result.Outputs)
            {
                json.WriteStartObject();
                json.WriteString("name", check.Name);
                WriteNumber(json, "max_abs_error", check.Comparison.MaxAbsError);
                WriteNumber(json, "max_abs_reference", check.Comparison.MaxAbsReference);
                WriteNumber(json, "relative_error", check.Comparison.RelativeError);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("dispatches", record.Result.Dispatches);
            json.WriteNumber("host_ops", record.Result.HostOps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static string Status(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "pass",
        CheckStatus.Fail => "fail",
        CheckStatus.Error => "error",
        CheckStatus.Skip => "skip",
    };
}
