using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Evaluates nodes whose operands are all constants, in float64 and rounded once. Needs nothing; leaves no such node whose result
/// is small enough to store.
/// </summary>
internal static class FoldConstants
{
    // Results beyond this stay computations, done on the device when a session is made.
    private const long MaxElements = 1 << 22;

    private static readonly Dictionary<string, long> NoSymbols = [];

    public static Graph Run(Graph graph)
    {
        Dictionary<ValueId, HostTensor> known = new(graph.Constants);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            // Attributes may depend on sizes where operands do not.
            if (!node.Op.Expressions.All(expr => expr.IsConstant)) return false;
            if (!node.Inputs.All(known.ContainsKey) || !node.Outputs.All(value => IsSmall(graph.TypeOf(value).Shape))) return false;
            EvaluationContext context = new([.. node.Inputs.Select(value => ReferenceTensor.From(known[value]))], NoSymbols);
            ReferenceTensor[] results = node.Op.Evaluate(context);
            for (int i = 0; i < results.Length; i++)
            {
                HostTensor data = results[i].ToHost();
                known[node.Outputs[i]] = data;
                rewriter.Replace(node.Outputs[i], rewriter.AddConstant(graph[node.Outputs[i]].Name, data));
            }

            return true;
        });
    }

    private static bool IsSmall(SymbolicShape shape) => shape.IsConstant && shape.ToShape().ElementCount <= MaxElements;
}
