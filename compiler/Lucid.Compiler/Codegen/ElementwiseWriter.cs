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
        return step.Op switch
        {
            Pointwise pointwise => _pointwise.Write(pointwise, type, arguments),
            Cast cast => Cast(arguments[0], type, cast.To),
            _ => throw new System.Diagnostics.UnreachableException($"{step.Op?.Name} is not elementwise"),
        };
    }

    /// <summary>ONNX Cast: floats to integers truncate towards zero; anything to bool asks whether it is not zero.</summary>
    private ShaderValue Cast(ShaderValue value, ElementType from, ElementType to)
    {
        if (to == ElementType.Bool)
        {
            return from == ElementType.Bool ? value
                : from.IsFloat() ? body.FUnordNotEqual(value, body.Constant(0f, 4))
                : body.INotEqual(value, from == ElementType.U32 ? body.Constant(0u, 4) : body.Constant(0, 4));
        }

        if (to.IsFloat())
        {
            return from.IsFloat() ? value
                : from == ElementType.Bool ? body.Select(value, body.Constant(1f, 4), body.Constant(0f, 4))
                : from == ElementType.U32 ? body.ConvertUToF(value)
                : body.ConvertSToF(value);
        }

        ShaderValue integer = from.IsFloat() ? body.ConvertFToS(value)
            : from == ElementType.Bool ? body.Select(value, body.Constant(1, 4), body.Constant(0, 4))
            : from == ElementType.U32 ? body.Bitcast(value, ScalarKind.I32)
            : value;
        integer = Narrow(integer, to);
        return to == ElementType.U32 ? body.Bitcast(integer, ScalarKind.U32) : integer;
    }

    /// <summary>Integer types below 32 bits keep their low bits, as a C cast does.</summary>
    private ShaderValue Narrow(ShaderValue value, ElementType to)
    {
        int bits = to.ByteSize() * 8;
        if (bits >= 32) return value;
        if (to is ElementType.U8 or ElementType.U16) return body.BitwiseAnd(value, body.Constant((1 << bits) - 1, 4));
        ShaderValue shift = body.Constant(32 - bits, 4);
        return body.ShiftRightArithmetic(body.ShiftLeftLogical(value, shift), shift);
    }
}
