using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Lucid.Model;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary><c>spec/diagnostics.md</c> is generated from the descriptor tables of all projects that this one sees.</summary>
public sealed partial class DiagnosticsSpecificationTests
{
    private static readonly (string First, string Title)[] Sections =
    [
        ("LUC1", "Language and import"), ("LUC2", "Types and shapes"), ("LUC3", "Target and lowering"), ("LUC4", "Packages"),
    ];

    [Fact]
    public void The_list_of_diagnostics_is_what_the_code_says()
    {
        string path = RepositoryRoot.Combine("spec/diagnostics.md"), generated = Generate();
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, generated);
        Assert.Equal(generated, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_id_stands_for_one_diagnostic_and_belongs_to_a_section()
    {
        (string Id, string Field)[] all = [.. Descriptors().Select(found => (found.Descriptor.Id, found.Field.Name))];
        Assert.Empty(all.GroupBy(one => one.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Field))}"));
        Assert.All(all, one => Assert.Matches("^LUC[1-4][0-9]{3}$", one.Id));
    }

    private static IEnumerable<(DiagnosticDescriptor Descriptor, FieldInfo Field)> Descriptors() =>
        Directory.GetFiles(AppContext.BaseDirectory, "Lucid.*.dll").Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(file => Assembly.Load(AssemblyName.GetAssemblyName(file)).GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => ((DiagnosticDescriptor)field.GetValue(null)!, field));

    private static string Generate()
    {
        StringBuilder text = new("""
            # Diagnostics

            Generated from the descriptor tables in the code by a test (`LUCID_BLESS=1` rewrites it). What stands in braces is filled in with the
            model's own names and numbers. An id is never used again for something else. A diagnostic is printed with its place in front:
            `decoder.onnx: node 'up': error LUC2101: conv_transpose: input has 64 channels, weight expects 32`.

            """);
        var all = Descriptors().OrderBy(found => found.Descriptor.Id, StringComparer.Ordinal).ToList();
        foreach ((string first, string title) in Sections)
        {
            var section = all.Where(found => found.Descriptor.Id.StartsWith(first, StringComparison.Ordinal)).ToList();
            if (section.Count == 0) continue;
            text.Append($"\n## {first}xxx: {title}\n\n| id | | text | when |\n| --- | --- | --- | --- |\n");
            foreach ((DiagnosticDescriptor descriptor, FieldInfo field) in section)
                text.Append($"| {descriptor.Id} | {descriptor.Severity.ToString().ToLowerInvariant()} | {Cell($"`{descriptor.Format.ReplaceLineEndings(" ")}`")} | {Cell(Summary(field))} |\n");
        }

        return text.ToString();
    }

    // The first sentence of the field's documentation; its name in words where it has none.
    private static string Summary(FieldInfo field)
    {
        string documentation = Path.ChangeExtension(field.DeclaringType!.Assembly.Location, ".xml");
        XElement? member = File.Exists(documentation)
            ? XDocument.Load(documentation).Descendants("member").FirstOrDefault(one => (string?)one.Attribute("name") == $"F:{field.DeclaringType.FullName}.{field.Name}")
            : null;
        string summary = Spaces().Replace(member?.Element("summary")?.Value ?? "", " ").Trim();
        return summary.Length > 0 ? summary : Words().Replace(field.Name, " $1").Trim().ToLowerInvariant();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
