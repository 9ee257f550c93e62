using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Arithmetic, comparison and conversion of floats, by component, under the names of the standard (SPIR-V §3.32.11, 13, 15).</summary>
public static class FloatInstructions
{
    public static ShaderValue FAdd(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FAdd, a, b);

    public static ShaderValue FSub(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FSub, a, b);

    public static ShaderValue FMul(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FMul, a, b);

    public static ShaderValue FDiv(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FDiv, a, b);

    /// <summary>The remainder has the sign of <paramref name="a"/>.</summary>
    public static ShaderValue FRem(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FRem, a, b);

    /// <summary>The remainder has the sign of <paramref name="b"/>, as GLSL's <c>mod</c>.</summary>
    public static ShaderValue FMod(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Arithmetic(body, Opcode.FMod, a, b);

    public static ShaderValue FNegate(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.FNegate, Float(a, "FNegate"), a);

    // An ordered comparison is false, an unordered one true, if either side is NaN.
    public static ShaderValue FOrdEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdEqual, a, b);

    public static ShaderValue FOrdNotEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdNotEqual, a, b);

    public static ShaderValue FOrdLessThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdLessThan, a, b);

    public static ShaderValue FOrdLessThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdLessThanEqual, a, b);

    public static ShaderValue FOrdGreaterThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdGreaterThan, a, b);

    public static ShaderValue FOrdGreaterThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FOrdGreaterThanEqual, a, b);

    public static ShaderValue FUnordEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordEqual, a, b);

    public static ShaderValue FUnordNotEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordNotEqual, a, b);

    public static ShaderValue FUnordLessThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordLessThan, a, b);

    public static ShaderValue FUnordLessThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordLessThanEqual, a, b);

    public static ShaderValue FUnordGreaterThan(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordGreaterThan, a, b);

    public static ShaderValue FUnordGreaterThanEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Compare(body, Opcode.FUnordGreaterThanEqual, a, b);

    public static ShaderValue IsNan(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.IsNan, Float(a, "IsNan").With(ScalarKind.Bool), a);

    public static ShaderValue IsInf(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.IsInf, Float(a, "IsInf").With(ScalarKind.Bool), a);

    /// <summary>To the integer next towards zero; what does not fit is undefined.</summary>
    public static ShaderValue ConvertFToS(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.ConvertFToS, Float(a, "ConvertFToS").With(ScalarKind.I32), a);

    /// <summary>To the integer next towards zero; what does not fit is undefined.</summary>
    public static ShaderValue ConvertFToU(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.ConvertFToU, Float(a, "ConvertFToU").With(ScalarKind.U32), a);

    private static ShaderValue Arithmetic(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        FunctionBodyBuilder.RequireType(b, Float(a, opcode.ToString()), $"the second operand of {opcode}");
        return body.Emit(opcode, a.Type, a, b);
    }

    private static ShaderValue Compare(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        FunctionBodyBuilder.RequireType(b, Float(a, opcode.ToString()), $"the second operand of {opcode}");
        return body.Emit(opcode, a.Type.With(ScalarKind.Bool), a, b);
    }

    private static ShaderType Float(ShaderValue value, string instruction) =>
        value.Type.Scalar == ScalarKind.F32 ? value.Type : throw new ArgumentException($"the operand of {instruction} has type {value.Type}, a float or a vector of floats is expected");
}
