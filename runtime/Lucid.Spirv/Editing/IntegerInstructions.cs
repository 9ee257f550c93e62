using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Arithmetic, comparison and conversion of integers, by component, under the names of the standard (SPIR-V §3.32.11, 13–15). Both
/// operands have one type; <c>S</c> and <c>U</c> say how the bits are read, whatever the type.
/// </summary>
public static class IntegerInstructions
{
    public static ShaderValue IAdd(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.IAdd, a, b);

    public static ShaderValue ISub(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.ISub, a, b);

    public static ShaderValue IMul(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.IMul, a, b);

    public static ShaderValue UDiv(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Unsigned(body, Opcode.UDiv, a, b);

    public static ShaderValue SDiv(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.SDiv, a, b);

    public static ShaderValue UMod(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Unsigned(body, Opcode.UMod, a, b);

    /// <summary>The remainder has the sign of <paramref name="a"/>.</summary>
    public static ShaderValue SRem(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.SRem, a, b);

    /// <summary>The remainder has the sign of <paramref name="b"/>.</summary>
    public static ShaderValue SMod(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.SMod, a, b);

    public static ShaderValue SNegate(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.SNegate, Integer(a, "SNegate"), a);

    public static ShaderValue ShiftLeftLogical(this FunctionBodyBuilder body, ShaderValue a, ShaderValue bits) => Arithmetic(body, Opcode.ShiftLeftLogical, a, bits);

    public static ShaderValue ShiftRightLogical(this FunctionBodyBuilder body, ShaderValue a, ShaderValue bits) => Arithmetic(body, Opcode.ShiftRightLogical, a, bits);

    public static ShaderValue ShiftRightArithmetic(this FunctionBodyBuilder body, ShaderValue a, ShaderValue bits) => Arithmetic(body, Opcode.ShiftRightArithmetic, a, bits);

    public static ShaderValue BitwiseAnd(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.BitwiseAnd, a, b);

    public static ShaderValue BitwiseOr(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.BitwiseOr, a, b);

    public static ShaderValue BitwiseXor(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.BitwiseXor, a, b);

    public static ShaderValue Not(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.Not, Integer(a, "Not"), a);

    public static ShaderValue IEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.IEqual, a, b);

    public static ShaderValue INotEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.INotEqual, a, b);

    public static ShaderValue ULessThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.ULessThan, a, b);

    public static ShaderValue ULessThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.ULessThanEqual, a, b);

    public static ShaderValue UGreaterThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.UGreaterThan, a, b);

    public static ShaderValue UGreaterThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.UGreaterThanEqual, a, b);

    public static ShaderValue SLessThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.SLessThan, a, b);

    public static ShaderValue SLessThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.SLessThanEqual, a, b);

    public static ShaderValue SGreaterThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.SGreaterThan, a, b);

    public static ShaderValue SGreaterThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.SGreaterThanEqual, a, b);

    public static ShaderValue ConvertSToF(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.ConvertSToF, Integer(a, "ConvertSToF").With(ScalarKind.F32), a);

    public static ShaderValue ConvertUToF(this FunctionBodyBuilder body, ShaderValue a) =>
        body.Emit(Opcode.ConvertUToF, Unsigned(a, "ConvertUToF").With(ScalarKind.F32), a);

    private static ShaderValue Arithmetic(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        FunctionBodyBuilder.RequireType(b, Integer(a, opcode.ToString()), $"the second operand of {opcode}");
        return body.Emit(opcode, a.Type, a, b);
    }

    private static ShaderValue Unsigned(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        Unsigned(a, opcode.ToString());
        return Arithmetic(body, opcode, a, b);
    }

    private static ShaderValue Compare(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        FunctionBodyBuilder.RequireType(b, Integer(a, opcode.ToString()), $"the second operand of {opcode}");
        return body.Emit(opcode, a.Type.With(ScalarKind.Bool), a, b);
    }

    private static ShaderType Integer(ShaderValue value, string instruction) =>
        value.Type.IsInteger ? value.Type : throw new ArgumentException($"the operand of {instruction} has type {value.Type}, an integer or a vector of integers is expected");

    private static ShaderType Unsigned(ShaderValue value, string instruction) =>
        value.Type.Scalar == ScalarKind.U32 ? value.Type : throw new ArgumentException($"the operand of {instruction} has type {value.Type}, a uint or a vector of uints is expected");
}
