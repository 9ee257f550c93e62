using System.Diagnostics;

using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;

namespace Lucid.Compiler;

/// <summary>What every stage of a compilation gets: verification of the result, time, and its text where asked for.</summary>
public sealed class PassLog
{
    private readonly List<PassRecord> _records = [];

    /// <summary>Called with a stage's name and the text of its result when that result differs from what went in.</summary>
    public Action<string, Func<string>>? Dump { get; init; }

    /// <summary>What has run, in order.</summary>
    public IReadOnlyList<PassRecord> Records => _records;

    /// <summary>Runs a pass over a graph unless it is disabled.</summary>
    internal Graph Run(GraphPass pass, Graph graph, CompileOptions options)
    {
        if (!pass.IsNeeded && options.DisabledPasses.Contains(pass.Name)) return graph;
        RewriteLog rewrites = new();
        Graph after = Stage(pass.Name, () => pass.Run(graph, rewrites), result => ReferenceEquals(result, graph) ? null : () => GraphPrinter.Print(result));
        _records[^1] = _records[^1] with { Rewrites = rewrites.Rewrites.ToValueList() };
        return after;
    }

    /// <summary>Runs a stage that changes the kind of thing.</summary>
    internal T Stage<T>(string name, Func<T> run, Func<T, Func<string>?>? text = null)
    {
        long start = Stopwatch.GetTimestamp();
        T result = run();
        _records.Add(new PassRecord(name, Stopwatch.GetElapsedTime(start)));
        if (text?.Invoke(result) is { } print) Dump?.Invoke(name, print);
        return result;
    }
}

/// <summary>A stage that has run.</summary>
public sealed record PassRecord(string Name, TimeSpan Elapsed)
{
    /// <summary>The exact rewrites of linear layers that a pass has made, each with what it costs and saves.</summary>
    public ValueList<LayerRewrite> Rewrites { get; init; } = [];
}
