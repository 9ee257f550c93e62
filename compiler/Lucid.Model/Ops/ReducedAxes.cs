using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Axes that an op takes together: what is left of a shape, and where the elements of each group lie.</summary>
internal static class ReducedAxes
{
    /// <summary>Axes in ascending order, each once and of the operand; false after the error has been reported.</summary>
    public static bool Check(InferenceContext context, ValueList<long> axes, TensorType input)
    {
        for (int i = 0; i < axes.Count; i++)
        {
            if (axes[i] < 0 || axes[i] >= input.Rank)
            {
                context.Error(DiagnosticDescriptors.AxisRefused, axes[i], input);
                return false;
            }

            if (i > 0 && axes[i] <= axes[i - 1])
            {
                context.Error(DiagnosticDescriptors.AxesOutOfOrder, axes);
                return false;
            }
        }

        return true;
    }

    /// <summary>The shape with the axes of extent 1, or without them.</summary>
    public static SymbolicShape Remaining(SymbolicShape shape, ValueList<long> axes, bool keepDims)
    {
        List<IntExpr> extents = [];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (!axes.Contains(axis)) extents.Add(shape[axis]);
            else if (keepDims) extents.Add(1);
        }

        return new SymbolicShape([.. extents]);
    }

    /// <summary>The offset of each group's first element, and the offsets within a group, both in row-major order.</summary>
    public static (long[] Groups, long[] Within) Offsets(Shape shape, ValueList<long> axes)
    {
        long[] strides = shape.RowMajorStrides();
        return (Walk(axis => !axes.Contains(axis)), Walk(axis => axes.Contains(axis)));

        long[] Walk(Func<int, bool> takes)
        {
            int[] walked = [.. Enumerable.Range(0, shape.Rank).Where(takes)];
            return StridedCopy.Offsets(new Shape([.. walked.Select(axis => shape[axis])]), [.. walked.Select(axis => strides[axis])]);
        }
    }
}
