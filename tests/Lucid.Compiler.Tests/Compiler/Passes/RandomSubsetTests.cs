using Lucid.Model;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Random graphs under random subsets of the passes, against the interpreter on the graph as it was.</summary>
public sealed class RandomSubsetTests
{
    private const int Graphs = 300;

    [Fact]
    public void Any_subset_of_passes_leaves_the_results_alone()
    {
        for (int seed = 0; seed < Graphs; seed++)
        {
            Graph graph = RandomGraph.Make(seed, samples: true);
            Random random = new(seed);
            // Every second time all passes run: that is what users have.
            ValueList<string> disabled = seed % 2 == 0 ? [] : ModelCompiler.PassNames.Where(_ => random.Next(3) == 0).ToValueList();
            CompileOptions options = new() { DisabledPasses = disabled };
            Graph optimized = ModelCompiler.Optimize(graph, options, new PassLog());
            PassCheck.SameResults(graph, optimized, seed, $"graph {seed} without [{string.Join(", ", disabled)}]");
        }
    }

    [Fact]
    public void Every_pass_changes_some_random_graph()
    {
        HashSet<string> changed = new(StringComparer.Ordinal);
        PassLog log = new() { Dump = (name, _) => changed.Add(name) };
        for (int seed = 0; seed < Graphs; seed++) ModelCompiler.Optimize(RandomGraph.Make(seed, samples: true), new CompileOptions(), log);
        string[] idle = [.. ModelCompiler.PassNames.Where(name => !changed.Contains(name)).Except(NotInRandomGraphs)];
        Assert.Empty(idle);
    }

    // The last clean-up finds nothing where passes clean up behind themselves; the last three work behind the graph; no normalisation is drawn and no weight
    // that two layers share: NormalizationPassTests and CleanUpTests have them.
    private static readonly string[] NotInRandomGraphs =
    [
        "recognize group normalization", "recognize layer normalization", "share equal nodes again", "remove dead nodes again", "group kernels", "alias views", "run in place",
    ];
}
