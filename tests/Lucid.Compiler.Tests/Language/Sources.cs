using System.Collections.Immutable;

using Lucid.Language;
using Lucid.Model;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Sources of tests.</summary>
internal static class Sources
{
    /// <summary>The graph of a source, with initial weights.</summary>
    public static Graph Build(string text) => LucidSource.Read(text, "test.lucid").Build(new LanguageOptions { InitialWeightSeed = 1 });

    /// <summary>The graph of a body of a model with an input <c>x</c>.</summary>
    public static Graph Body(string body, string inputs = "x: f32[1, 4, 8, 8]") => Build($"model test({inputs}) {{\n{body}\n}}\n");

    /// <summary>What is wrong with a body.</summary>
    public static ImmutableArray<Diagnostic> Check(string body, string inputs = "x: f32[1, 4, 8, 8]") =>
        LucidSource.Read($"model test({inputs}) {{\n{body}\n}}\n", "test.lucid").Check();

    /// <summary>The only error of a body.</summary>
    public static Diagnostic Error(string body, string inputs = "x: f32[1, 4, 8, 8]") => Assert.Single(Check(body, inputs), diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The extents of an output.</summary>
    public static string ShapeOf(Graph graph, string output = "y") => graph.TypeOf(graph.Outputs.Single(candidate => candidate.Name == output).Value).Shape.ToString();

    /// <summary>Every source of the repository.</summary>
    public static string[] All() =>
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Combine("tests/golden/language"), "*.lucid", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("examples"), "*.lucid", SearchOption.AllDirectories)).Order(StringComparer.Ordinal),
    ];
}
