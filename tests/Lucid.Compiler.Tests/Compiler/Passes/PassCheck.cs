using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>A pass on a graph given as text: its result as a golden text, and the same numbers from the interpreter before and after.</summary>
internal static class PassCheck
{
    // Folding rounds each weight once: an output moves by at most an epsilon of its sum of absolute products for each fold. Single
    // layers of few taps stay far below; the limit is that of the operator cases.
    public const double RelativeLimit = 1e-5;

    public static void Becomes(string golden, Func<Graph, Graph> pass, string text)
    {
        Graph before = GraphParser.Parse("lucid-graph 1\ngraph \"test\"\n" + text, new Dictionary<string, HostTensor>(StringComparer.Ordinal));
        Graph after = pass(before);
        Golden.Match($"compiler/passes/{golden}", $"{GraphPrinter.Print(before)}\nbecomes\n\n{GraphPrinter.Print(after)}");
        SameResults(before, after, seed: 1, golden);
    }

    /// <summary>The same for a pass that does algebra on linear layers: the golden text says what it noted, too.</summary>
    public static void Becomes(string golden, Func<Graph, RewriteLog, Graph> pass, string text)
    {
        Graph before = GraphParser.Parse("lucid-graph 1\ngraph \"test\"\n" + text, new Dictionary<string, HostTensor>(StringComparer.Ordinal));
        RewriteLog log = new();
        Graph after = pass(before, log);
        Golden.Match($"compiler/passes/{golden}", $"{GraphPrinter.Print(before)}\nbecomes\n\n{GraphPrinter.Print(after)}\nnoted\n\n{string.Concat(log.Rewrites.Select(rewrite => $"{rewrite}\n"))}");
        SameResults(before, after, seed: 1, golden);
    }

    public static void Stays(Func<Graph, RewriteLog, Graph> pass, string text)
    {
        RewriteLog log = new();
        Stays(graph => pass(graph, log), text);
        Assert.Empty(log.Rewrites);
    }

    public static void Stays(Func<Graph, Graph> pass, string text)
    {
        Graph before = GraphParser.Parse("lucid-graph 1\ngraph \"test\"\n" + text, new Dictionary<string, HostTensor>(StringComparer.Ordinal));
        Graph after = pass(before);
        Assert.Equal(GraphPrinter.Print(before), GraphPrinter.Print(after));
    }

    /// <summary>Both graphs give the same outputs, for every symbol a small number.</summary>
    public static void SameResults(Graph before, Graph after, int seed, string what)
    {
        Random random = new(seed);
        Dictionary<string, long> symbols = before.Inputs.SelectMany(id => before.TypeOf(id).Shape.Extents).SelectMany(extent => extent.Symbols())
            .Distinct().ToDictionary(name => name, name => 5L + name.Length, StringComparer.Ordinal);
        Dictionary<string, HostTensor> inputs = before.Inputs.ToDictionary(
            id => before[id].Name, id => Random(random, before.TypeOf(id).Shape.Evaluate(symbols)), StringComparer.Ordinal);
        ReferenceResult expected = ReferenceInterpreter.Run(before, inputs);
        ReferenceResult got = ReferenceInterpreter.Run(after, inputs);
        foreach ((string name, ReferenceTensor reference) in expected.Outputs)
        {
            ReferenceTensor actual = got.Outputs[name];
            Assert.Equal(reference.Shape, actual.Shape);
            double scale = reference.Floats.Length == 0 ? 0 : reference.Floats.Max(Math.Abs);
            for (int i = 0; i < reference.Floats.Length; i++)
            {
                bool same = Math.Abs(reference.Floats[i] - actual.Floats[i]) <= RelativeLimit * scale
                    || (double.IsNaN(reference.Floats[i]) && double.IsNaN(actual.Floats[i])) || reference.Floats[i] == actual.Floats[i];
                Assert.True(same, $"{what}: {name}[{i}] is {actual.Floats[i]}, was {reference.Floats[i]}; seed {seed}");
            }
        }
    }

    private static HostTensor Random(Random random, Shape shape)
    {
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 2) - 1);
        return HostTensor.Of(shape, values);
    }
}
