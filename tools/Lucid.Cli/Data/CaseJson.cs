using Lucid.Verification.Cases;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Data;

/// <summary>The results of <c>lucid test --json</c>: an array of cases, each with its checks and the golden files written.</summary>
internal static class CaseJson
{
    public static void Write(IEnumerable<CaseResult> results, TextWriter output) => JsonText.Write(output, json => json.Array(null, results, result =>
    {
        json.WriteString("case", result.Case);
        json.WriteString("status", Status(result.Status));
        json.Array("checks", result.Checks, check =>
        {
            if (check.Golden is { } golden) json.WriteString("golden", golden.Word());
            if (check.Device is { } device) json.WriteString("device", device);
            json.WriteString("status", Status(check.Status));
            json.WriteString("message", check.Message);
            if (check.Difference.Length > 0) json.WriteString("difference", check.Difference);
        });
        json.Array("written", result.Changes, change =>
        {
            json.WriteString("file", change.File.Replace('\\', '/'));
            json.WriteString("change", change.What);
        });
    }));

    private static string Status(CheckStatus status) => status.ToString().ToLowerInvariant();
}
