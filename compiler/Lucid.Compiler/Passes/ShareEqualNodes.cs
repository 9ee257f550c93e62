using System.Security.Cryptography;

using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Computes once what is computed twice: constants of equal content become one, and so do nodes with equal ops and operands. Needs
/// nothing; ops are functions of their operands, so the results are the same bits.
/// </summary>
internal static class ShareEqualNodes
{
    public static Graph Run(Graph graph)
    {
        Dictionary<ValueId, ValueId> first = SharedConstants(graph);
        Dictionary<(Op, ValueList<ValueId>), Node> known = [];
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            ValueList<ValueId> inputs = node.Inputs.Select(input => first.GetValueOrDefault(input, input)).ToValueList();
            if (known.TryGetValue((node.Op, inputs), out Node? twin))
            {
                for (int i = 0; i < node.Outputs.Count; i++)
                {
                    first[node.Outputs[i]] = twin.Outputs[i];
                    rewriter.Replace(node.Outputs[i], rewriter.New(twin.Outputs[i]));
                }

                return true;
            }

            known.Add((node.Op, inputs), node);
            bool changed = false;
            foreach (ValueId input in node.Inputs)
            {
                if (!first.TryGetValue(input, out ValueId shared) || !graph.Constants.ContainsKey(input)) continue;
                rewriter.Replace(input, rewriter.New(shared));
                changed = true;
            }

            if (changed) rewriter.Copy(node);
            return changed;
        });
    }

    /// <summary>For each constant that repeats an earlier one, that one.</summary>
    private static Dictionary<ValueId, ValueId> SharedConstants(Graph graph)
    {
        Dictionary<ValueId, ValueId> first = [];
        foreach (var sameType in graph.Constants.OrderBy(constant => constant.Key).GroupBy(constant => constant.Value.Type))
        {
            // Most models have no two constants of one type: only then is content read.
            if (sameType.Skip(1).Any())
            {
                foreach (var same in sameType.GroupBy(constant => Convert.ToHexString(SHA256.HashData(constant.Value.Bytes.Span)), StringComparer.Ordinal))
                {
                    foreach (var repeated in same.Skip(1)) first.Add(repeated.Key, same.First().Key);
                }
            }
        }

        return first;
    }
}
