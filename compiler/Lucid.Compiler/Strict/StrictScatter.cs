using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Strict;

/// <summary>Scattered updates that are combined with what they meet, in the order of their tuples.</summary>
internal static class StrictScatter
{
    public static ReferenceTensor Run(ScatterND op, EvaluationContext context, StrictArithmetic a)
    {
        (ReferenceTensor data, ReferenceTensor indices, ReferenceTensor updates) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        if (!data.Element.IsFloat() || op.Reduction == ScatterReduction.None) return op.Evaluate(context)[0];
        double[] output = [.. data.Floats];
        int depth = (int)indices.Shape[indices.Shape.Rank - 1];
        long slice = data.Shape.Extents.Skip(depth).Aggregate(1L, (product, extent) => product * extent);
        for (long j = 0; j < indices.Integers.Length / depth; j++)
        {
            long place = 0;
            bool inside = true;
            for (int axis = 0; axis < depth; axis++)
            {
                long index = indices.Integers[(j * depth) + axis];
                if (index < 0) index += data.Shape[axis];
                inside &= index >= 0 && index < data.Shape[axis];
                place = (place * data.Shape[axis]) + index;
            }

            if (!inside) continue;
            for (long k = 0; k < slice; k++)
            {
                (float x, float y) = ((float)output[(place * slice) + k], (float)updates.Floats[(j * slice) + k]);
                output[(place * slice) + k] = op.Reduction switch
                {
                    ScatterReduction.None => y,
                    ScatterReduction.Add => a.Add(x, y),
                    ScatterReduction.Mul => a.Mul(x, y),
                    ScatterReduction.Max => StrictArithmetic.Max(x, y),
                    ScatterReduction.Min => StrictArithmetic.Min(x, y),
                };
            }
        }

        return new ReferenceTensor(data.Shape, output, data.Element);
    }
}
