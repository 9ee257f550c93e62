using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>Which extents are equal in every valid run: alike as expressions, or by a guard of the graph.</summary>
internal sealed class KnownSizes(Graph graph)
{
    private readonly HashSet<IntExpr> _conditions = [.. graph.Guards.Select(guard => guard.Condition)];

    /// <summary>Whether two shapes have the same extents.</summary>
    public bool Same(SymbolicShape a, SymbolicShape b)
    {
        if (a.Rank != b.Rank) return false;
        for (int axis = 0; axis < a.Rank; axis++)
        {
            if (a[axis] == b[axis]) continue;
            IntExpr condition = IntExpr.Equal(a[axis], b[axis]);
            if (condition != IntExpr.One && !_conditions.Contains(condition)) return false;
        }

        return true;
    }
}
