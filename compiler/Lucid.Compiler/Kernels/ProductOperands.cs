using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Operands of a numpy-style matrix product as a linear layer: one matrix on the right makes all rows on the left one batch;
/// otherwise every product of the batch is a group, and operands that broadcast are expanded first.
/// </summary>
internal static class ProductOperands
{
    public static (LinearForm Form, Storage Left, Storage Right) Of(LoweringContext context, Node node, Storage left, Storage right)
    {
        if (left.Shape.Rank == 1) left = left with { Shape = new SymbolicShape(IntExpr.One, left.Shape[0]) };
        if (right.Shape.Rank == 1) right = right with { Shape = new SymbolicShape(right.Shape[0], IntExpr.One) };
        IntExpr depth = left.Shape[^1], columns = right.Shape[^1];
        SymbolicShape leftBatch = BatchOf(left.Shape), rightBatch = BatchOf(right.Shape);
        if (rightBatch.ElementCount == IntExpr.One)
        {
            IntExpr rows = leftBatch.ElementCount * left.Shape[^2];
            return (LinearForm.OfProduct(1, rows, depth, columns, IntExpr.One, columns), left, right);
        }

        SymbolicShape batch = Broadcast(leftBatch, rightBatch);
        left = Expanded(context, $"{node.Name}.left", left, batch);
        right = Expanded(context, $"{node.Name}.right", right, batch);
        return (LinearForm.OfProduct(batch.ElementCount, left.Shape[^2], depth, columns, IntExpr.One, columns), left, right);
    }

    private static SymbolicShape BatchOf(SymbolicShape shape) => new([.. shape.Extents.SkipLast(2)]);

    private static SymbolicShape Broadcast(SymbolicShape a, SymbolicShape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        IntExpr[] extents = new IntExpr[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            IntExpr x = axis >= rank - a.Rank ? a[axis - rank + a.Rank] : IntExpr.One;
            IntExpr y = axis >= rank - b.Rank ? b[axis - rank + b.Rank] : IntExpr.One;
            extents[axis] = x == IntExpr.One ? y : x;
        }

        return new SymbolicShape(extents);
    }

    private static Storage Expanded(LoweringContext context, string name, Storage storage, SymbolicShape batch)
    {
        SymbolicShape wanted = new([.. batch.Extents, storage.Shape[^2], storage.Shape[^1]]);
        if (BatchOf(storage.Shape).ElementCount == batch.ElementCount) return storage with { Shape = wanted };
        Storage target = context.Scratch(name, wanted, StorageLayout.Plain, storage.IsStatic, storage.IsHalf && IntExpr.Mod(wanted.ElementCount, 4) == IntExpr.Zero);
        MoveKernel.Copy(context, $"{name}.expand", storage, target);
        return target;
    }
}
