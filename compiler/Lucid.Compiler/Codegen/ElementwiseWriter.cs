using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model.Ops;
using Lucid.Spirv;
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
    public SpirvValue Write(ElementwiseGraph graph, Func<ElementStep, SpirvValue> operand, Func<ElementStep, SpirvValue> vector)
    {
        SpirvValue[] values = new SpirvValue[graph.Steps.Count];
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
    public SpirvValue ToBits(SpirvValue value, ElementType type)
    {
        if (type == ElementType.Bool) return body.Select(value, body.Splat(body.UInt(1)), body.Splat(body.UInt(0)));
        return type == ElementType.U32 ? value : body.Bitcast(value, SpirvKind.UInt);
    }

    /// <summary>A value of a step's type from the 32-bit patterns that memory holds.</summary>
    public SpirvValue FromBits(SpirvValue bits, ElementType type)
    {
        if (type == ElementType.Bool) return body.INotEqual(bits, body.Splat(body.UInt(0)));
        if (type == ElementType.U32) return bits;
        return body.Bitcast(bits, type.IsFloat() ? SpirvKind.Float : SpirvKind.Int);
    }

    private SpirvValue Constant(ElementStep step)
    {
        int bits = DeviceScalar.Bits(step.Scalar, step.Type);
        if (step.Type.IsFloat()) return body.Splat(body.Float(BitConverter.Int32BitsToSingle(bits)));
        return step.Type == ElementType.Bool ? body.Splat(body.Bool(bits != 0))
            : step.Type == ElementType.U32 ? body.Splat(body.UInt(unchecked((uint)bits)))
            : body.Splat(body.Int(bits));
    }

    private SpirvValue Compute(ElementStep step, ElementwiseGraph graph, SpirvValue[] values)
    {
        SpirvValue[] arguments = [.. step.Arguments.Select(index => values[index])];
        ElementType type = graph.Steps[step.Arguments[^1]].Type;
        return step.Op switch
        {
            Pointwise pointwise => _pointwise.Write(pointwise, type, arguments),
            Cast cast => Cast(arguments[0], type, cast.To),
            _ => throw new System.Diagnostics.UnreachableException($"{step.Op?.Name} is not elementwise"),
        };
    }

    /// <summary>ONNX Cast: floats to integers truncate towards zero; anything to bool asks whether it is not zero.</summary>
    private SpirvValue Cast(SpirvValue value, ElementType from, ElementType to)
    {
        if (to == ElementType.Bool)
        {
            return from == ElementType.Bool ? value
                : from.IsFloat() ? body.UnorderedNotEqual(value, body.Splat(body.Float(0)))
                : body.INotEqual(value, body.Splat(from == ElementType.U32 ? body.UInt(0) : body.Int(0)));
        }

        if (to.IsFloat())
        {
            return from.IsFloat() ? value
                : from == ElementType.Bool ? body.Select(value, body.Splat(body.Float(1)), body.Splat(body.Float(0)))
                : from == ElementType.U32 ? body.ConvertUIntToFloat(value)
                : body.ConvertIntToFloat(value);
        }

        SpirvValue integer = from.IsFloat() ? body.ConvertFloatToInt(value)
            : from == ElementType.Bool ? body.Select(value, body.Splat(body.Int(1)), body.Splat(body.Int(0)))
            : from == ElementType.U32 ? body.Bitcast(value, SpirvKind.Int)
            : value;
        integer = Narrow(integer, to);
        return to == ElementType.U32 ? body.Bitcast(integer, SpirvKind.UInt) : integer;
    }

    /// <summary>Integer types below 32 bits keep their low bits, as a C cast does.</summary>
    private SpirvValue Narrow(SpirvValue value, ElementType to)
    {
        int bits = to.ByteSize() * 8;
        if (bits >= 32) return value;
        if (to is ElementType.U8 or ElementType.U16) return body.BitwiseAnd(value, body.Splat(body.Int((1 << bits) - 1)));
        SpirvValue shift = body.Splat(body.Int(32 - bits));
        return body.ShiftRightArithmetic(body.ShiftLeft(value, shift), shift);
    }
}
