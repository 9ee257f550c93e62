using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Spirv.Editing;
using Lucid.Tensors;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Writes, over vectors of four elements, whether the result of a computation on 64-bit integers is beyond the 32 bits with a sign in which a device holds
/// it. The operands are within them.
/// </summary>
internal sealed class OverflowWriter(FunctionBodyBuilder body)
{
    // Functions of shaders/common/overflow.glsl.
    private const string Product = "lucid_product_overflows(vi4;vi4;";
    private const string Power = "lucid_power_overflows(vi4;vi4;";

    // Floats from -2^31 to below 2^31 give integers of 32 bits.
    private const float TwoTo31 = 2147483648f;

    private ShaderValue Lowest => body.Constant(int.MinValue, 4);

    /// <summary>For a computation that <see cref="Fusion.IntegerOverflow"/> names.</summary>
    /// <param name="op">What is computed.</param>
    /// <param name="from">Type of its operands.</param>
    /// <param name="to">Type of its result, i64 or u64.</param>
    /// <param name="a">The operands.</param>
    /// <param name="result">The result in 32 bits.</param>
    public ShaderValue Write(Op op, ElementType from, ElementType to, ShaderValue[] a, ShaderValue result)
    {
        if (op is Cast) return OfCast(from, a[0]);
        var pointwise = (Pointwise)op;
        ShaderValue overflow = pointwise.Kind switch
        {
            // The sum has another sign than both operands.
            PointwiseKind.Add => IsNegative(body.BitwiseAnd(body.BitwiseXor(a[0], result), body.BitwiseXor(a[1], result))),
            // The operands' signs differ, and the difference has that of the second.
            PointwiseKind.Sub => IsNegative(body.BitwiseAnd(body.BitwiseXor(a[0], a[1]), body.BitwiseXor(a[0], result))),
            PointwiseKind.Mul => OfProduct(a[0], a[1]),
            PointwiseKind.PRelu => body.LogicalAnd(IsNegative(a[0]), OfProduct(a[0], a[1])),
            PointwiseKind.Div => body.LogicalAnd(body.IEqual(a[0], Lowest), body.IEqual(a[1], body.Constant(-1, 4))),
            PointwiseKind.Neg or PointwiseKind.Abs => body.IEqual(a[0], Lowest),
            PointwiseKind.Pow => body.Call(Power, a[0], a[1]),
            _ => throw new System.Diagnostics.UnreachableException($"{pointwise.Kind} does not overflow"),
        };
        // A negative u64 is what it wraps to: far beyond.
        return to == ElementType.U64 ? body.LogicalOr(overflow, IsNegative(result)) : overflow;
    }

    private ShaderValue OfCast(ElementType from, ShaderValue value)
    {
        // A negative float becomes the u64 0, as everything beyond a range becomes its end; NaN becomes 0.
        if (from.IsFloat())
        {
            return body.LogicalOr(
                body.FOrdGreaterThanEqual(value, body.Constant(TwoTo31, 4)), body.FOrdLessThan(value, body.Constant(-TwoTo31, 4)));
        }

        return from == ElementType.U32 ? body.ULessThan(body.Constant((uint)int.MaxValue, 4), value) : IsNegative(value);
    }

    private ShaderValue OfProduct(ShaderValue x, ShaderValue y) => body.Call(Product, x, y);

    private ShaderValue IsNegative(ShaderValue value) => body.SLessThan(value, body.Constant(0, 4));
}
