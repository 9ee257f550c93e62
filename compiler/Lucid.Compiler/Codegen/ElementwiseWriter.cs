using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model.Ops;
using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Tensors;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Writes an elementwise graph as straight-line SPIR-V over vectors of four elements. Floats are vec4, integers ivec4; booleans
/// are bvec4 between steps and 0 or 1 in memory.
/// </summary>
internal sealed class ElementwiseWriter(FunctionBodyBuilder body)
{
    private readonly PointwiseWriter _pointwise = new(body);
    private readonly NumberConversions _conversions = new(body);
    private readonly OverflowWriter _overflows = new(body);

    /// <summary>Whether a 64-bit integer of the graph left its 32 bits, for each element; null where none can.</summary>
    public ShaderValue? Overflow { get; private set; }

    /// <summary>The result of the graph; <paramref name="operand"/> and <paramref name="vector"/> give operands as vectors of their step's type.</summary>
    public ShaderValue Write(ElementwiseGraph graph, Func<ElementStep, ShaderValue> operand, Func<ElementStep, ShaderValue> vector)
    {
        ShaderValue[] values = new ShaderValue[graph.Steps.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ElementStep step = graph.Steps[i];
            values[i] = step.Kind switch
            {
                ElementStepKind.Operand => operand(step),
                ElementStepKind.Vector => vector(step),
                ElementStepKind.Scalar => Constant(step),
                ElementStepKind.Compute => Compute(step, graph, values),
            };
        }

        return values[^1];
    }

    /// <summary>A value as the 32-bit patterns that memory holds.</summary>
    public ShaderValue ToBits(ShaderValue value, ElementType type)
    {
        if (type == ElementType.Bool) return body.Select(value, body.Constant(1u, 4), body.Constant(0u, 4));
        return type == ElementType.U32 ? value : body.Bitcast(value, ScalarKind.U32);
    }

    /// <summary>A value of a step's type from the 32-bit patterns that memory holds.</summary>
    public ShaderValue FromBits(ShaderValue bits, ElementType type)
    {
        if (type == ElementType.Bool) return body.INotEqual(bits, body.Constant(0u, 4));
        if (type == ElementType.U32) return bits;
        return body.Bitcast(bits, type.IsFloat() ? ScalarKind.F32 : ScalarKind.I32);
    }

    private ShaderValue Constant(ElementStep step)
    {
        int bits = DeviceScalar.Bits(step.Scalar, step.Type);
        if (step.Type.IsFloat()) return body.Constant(BitConverter.Int32BitsToSingle(bits), 4);
        return step.Type == ElementType.Bool ? body.Constant(bits != 0, 4)
            : step.Type == ElementType.U32 ? body.Constant(unchecked((uint)bits), 4)
            : body.Constant(bits, 4);
    }

    private ShaderValue Compute(ElementStep step, ElementwiseGraph graph, ShaderValue[] values)
    {
        ShaderValue[] arguments = [.. step.Arguments.Select(index => values[index])];
        ElementType type = graph.Steps[step.Arguments[^1]].Type;
        ShaderValue result = step.Op switch
        {
            Pointwise pointwise => _pointwise.Write(pointwise, type, arguments),
            Cast cast => _conversions.Cast(arguments[0], type, cast.To),
            _ => throw new System.Diagnostics.UnreachableException($"{step.Op?.Name} is not elementwise"),
        };
        if (IntegerOverflow.MayOccur(graph, step))
        {
            ShaderValue overflow = _overflows.Write(step.Op, type, step.Type, arguments, result);
            Overflow = Overflow is { } before ? body.LogicalOr(before, overflow) : overflow;
        }

        return result;
    }
}
