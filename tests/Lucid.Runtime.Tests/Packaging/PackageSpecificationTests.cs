using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

using Lucid.Packaging;
using Lucid.Safetensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>spec/package-format.md says what the code does.</summary>
public sealed class PackageSpecificationTests
{
    private static readonly string[] Lines = File.ReadAllLines(RepositoryRoot.Combine("spec/package-format.md"));

    [Fact]
    public void The_caps_are_those_of_the_code()
    {
        IEnumerable<string> caps = typeof(PackageLimits).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => string.Create(CultureInfo.InvariantCulture, $"| `{field.Name}` | {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture):N0} |"));
        Assert.Equal(caps, Rows("8").Select(row => row[..(row.IndexOf('|', row.IndexOf('|', 2) + 1) + 1)]));
    }

    [Fact]
    public void The_rules_are_those_of_the_code() =>
        Assert.Equal(ProgramVerifier.Rules.Select(rule => $"| {rule.Id} | {rule.Text} |"), Rows("7"));

    [Fact]
    public void The_limits_and_features_are_those_of_the_code()
    {
        string[] names = [.. Rows("9").Select(row => row.Split('`')[1])];
        Assert.Equal([.. DeviceLimitNames.All, .. DeviceFeatureNames.All], names);
        foreach (string limit in DeviceLimitNames.All)
        {
            string row = Rows("9").Single(row => row.StartsWith($"| `{limit}` ", StringComparison.Ordinal));
            Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"| {DeviceLimitNames.BaselineOf(limit):N0} |"), row, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_field_is_specified()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(SamplePackage.Write(SamplePackage.Static));
        SortedSet<string> names = new(file.Metadata.Keys, StringComparer.Ordinal);
        Collect(JsonNode.Parse(file["lucid.program"].Bytes.Span), names);
        Collect(JsonNode.Parse(file["lucid.goldens"].Bytes.Span), names);
        string text = string.Join("\n", Lines);
        Assert.All(names, name => Assert.True(
            text.Contains($"`{name}`", StringComparison.Ordinal) || text.Contains($"{{{name}, ", StringComparison.Ordinal)
            || text.Contains($", {name}}}", StringComparison.Ordinal) || text.Contains($", {name}, ", StringComparison.Ordinal), name));
    }

    private static IEnumerable<string> Rows(string section) => Lines
        .SkipWhile(line => !line.StartsWith($"## {section}. ", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| P", StringComparison.Ordinal));

    private static void Collect(JsonNode? node, SortedSet<string> names)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items) Collect(item, names);
        }
        else if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members)
            {
                names.Add(name);
                Collect(value, names);
            }
        }
    }
}
