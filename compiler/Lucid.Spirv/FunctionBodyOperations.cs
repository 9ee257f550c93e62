#pragma warning disable CS1591 // Each method is the SPIR-V instruction of its name, component by component.
namespace Lucid.Spirv;

/// <summary>The instructions of a body by name.</summary>
public static class FunctionBodyOperations
{
    public static SpirvValue FAdd(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.FAdd, x, y);

    public static SpirvValue FSub(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.FSub, x, y);

    public static SpirvValue FMul(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.FMul, x, y);

    public static SpirvValue FDiv(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.FDiv, x, y);

    public static SpirvValue FRem(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.FRem, x, y);

    public static SpirvValue FNegate(this FunctionBodyBuilder body, SpirvValue x) => body.Same(Op.FNegate, x);

    public static SpirvValue FEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdEqual, x, y);

    public static SpirvValue FNotEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdNotEqual, x, y);

    public static SpirvValue UnorderedNotEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FUnordNotEqual, x, y);

    public static SpirvValue FLess(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdLessThan, x, y);

    public static SpirvValue FLessOrEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdLessThanEqual, x, y);

    public static SpirvValue FGreater(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdGreaterThan, x, y);

    public static SpirvValue FGreaterOrEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.FOrdGreaterThanEqual, x, y);

    public static SpirvValue IsNan(this FunctionBodyBuilder body, SpirvValue x) => body.Test(Op.IsNan, x);

    public static SpirvValue IAdd(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.IAdd, x, y);

    public static SpirvValue ISub(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.ISub, x, y);

    public static SpirvValue IMul(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.IMul, x, y);

    public static SpirvValue SDiv(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.SDiv, x, y);

    public static SpirvValue UDiv(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.UDiv, x, y);

    public static SpirvValue SRem(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.SRem, x, y);

    public static SpirvValue SMod(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.SMod, x, y);

    public static SpirvValue UMod(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.UMod, x, y);

    public static SpirvValue BitwiseAnd(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.BitwiseAnd, x, y);

    public static SpirvValue ShiftLeft(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.ShiftLeftLogical, x, y);

    public static SpirvValue ShiftRightArithmetic(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Same(Op.ShiftRightArithmetic, x, y);

    public static SpirvValue IEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.IEqual, x, y);

    public static SpirvValue INotEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.INotEqual, x, y);

    public static SpirvValue SLess(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.SLessThan, x, y);

    public static SpirvValue ULess(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.ULessThan, x, y);

    public static SpirvValue LogicalAnd(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.LogicalAnd, x, y);

    public static SpirvValue LogicalOr(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.LogicalOr, x, y);

    public static SpirvValue LogicalNot(this FunctionBodyBuilder body, SpirvValue x) => body.Test(Op.LogicalNot, x);

    public static SpirvValue LogicalEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.LogicalEqual, x, y);

    public static SpirvValue LogicalNotEqual(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Test(Op.LogicalNotEqual, x, y);

    public static SpirvValue ConvertIntToFloat(this FunctionBodyBuilder body, SpirvValue x) => body.Convert(Op.ConvertSToF, SpirvKind.Float, x);

    public static SpirvValue ConvertUIntToFloat(this FunctionBodyBuilder body, SpirvValue x) => body.Convert(Op.ConvertUToF, SpirvKind.Float, x);

    public static SpirvValue ConvertFloatToInt(this FunctionBodyBuilder body, SpirvValue x) => body.Convert(Op.ConvertFToS, SpirvKind.Int, x);

    public static SpirvValue FAbs(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.FAbs, x);

    public static SpirvValue Floor(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Floor, x);

    public static SpirvValue Ceil(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Ceil, x);

    public static SpirvValue RoundEven(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.RoundEven, x);

    public static SpirvValue Sin(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Sin, x);

    public static SpirvValue Cos(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Cos, x);

    public static SpirvValue Pow(this FunctionBodyBuilder body, SpirvValue x, SpirvValue y) => body.Extended(GlslOp.Pow, x, y);

    public static SpirvValue Exp(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Exp, x);

    public static SpirvValue Log(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Log, x);

    public static SpirvValue Sqrt(this FunctionBodyBuilder body, SpirvValue x) => body.Extended(GlslOp.Sqrt, x);
}
