using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>The extended instructions of GLSL.std.450, by component. Their precision is the device's (Vulkan, "Precision and Operation of SPIR-V Instructions").</summary>
public static class GlslInstructions
{
    /// <summary>To the nearest integer; a half goes either way, as the device likes.</summary>
    public static ShaderValue Round(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Round, a);

    /// <summary>To the nearest integer; a half goes to the even one.</summary>
    public static ShaderValue RoundEven(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.RoundEven, a);

    /// <summary>To the next integer towards zero.</summary>
    public static ShaderValue Trunc(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Trunc, a);

    public static ShaderValue FAbs(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.FAbs, a);

    /// <summary>-1, 0 or 1.</summary>
    public static ShaderValue FSign(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.FSign, a);

    public static ShaderValue Floor(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Floor, a);

    public static ShaderValue Ceil(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Ceil, a);

    /// <summary>What is above the floor.</summary>
    public static ShaderValue Fract(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Fract, a);

    public static ShaderValue Sin(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Sin, a);

    public static ShaderValue Cos(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Cos, a);

    public static ShaderValue Tan(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Tan, a);

    public static ShaderValue Asin(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Asin, a);

    public static ShaderValue Acos(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Acos, a);

    public static ShaderValue Atan(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Atan, a);

    public static ShaderValue Sinh(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Sinh, a);

    public static ShaderValue Cosh(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Cosh, a);

    public static ShaderValue Tanh(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Tanh, a);

    public static ShaderValue Exp(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Exp, a);

    public static ShaderValue Log(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Log, a);

    public static ShaderValue Exp2(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Exp2, a);

    public static ShaderValue Log2(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Log2, a);

    public static ShaderValue Sqrt(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.Sqrt, a);

    public static ShaderValue InverseSqrt(this FunctionBodyBuilder body, ShaderValue a) => Floats(body, GlslInstruction.InverseSqrt, a);

    /// <summary>The angle of the vector (x, y).</summary>
    public static ShaderValue Atan2(this FunctionBodyBuilder body, ShaderValue y, ShaderValue x) => Floats(body, GlslInstruction.Atan2, y, x);

    /// <summary>Undefined for negative a, and for b ≤ 0 at a = 0.</summary>
    public static ShaderValue Pow(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Floats(body, GlslInstruction.Pow, a, b);

    /// <summary>Which of the two is returned is undefined if one is NaN.</summary>
    public static ShaderValue FMin(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Floats(body, GlslInstruction.FMin, a, b);

    /// <summary>Which of the two is returned is undefined if one is NaN.</summary>
    public static ShaderValue FMax(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Floats(body, GlslInstruction.FMax, a, b);

    /// <summary>If one is NaN, the other.</summary>
    public static ShaderValue NMin(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Floats(body, GlslInstruction.NMin, a, b);

    /// <summary>If one is NaN, the other.</summary>
    public static ShaderValue NMax(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Floats(body, GlslInstruction.NMax, a, b);

    /// <summary>Between <paramref name="b"/> and <paramref name="c"/>; undefined if one is NaN.</summary>
    public static ShaderValue FClamp(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b, ShaderValue c) => Floats(body, GlslInstruction.FClamp, a, b, c);

    /// <summary>Between <paramref name="b"/> and <paramref name="c"/>; a NaN gives the lower bound.</summary>
    public static ShaderValue NClamp(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b, ShaderValue c) => Floats(body, GlslInstruction.NClamp, a, b, c);

    /// <summary>a·(1 - c) + b·c.</summary>
    public static ShaderValue FMix(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b, ShaderValue c) => Floats(body, GlslInstruction.FMix, a, b, c);

    /// <summary>a·b + c; fused or not, as the device likes.</summary>
    public static ShaderValue Fma(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b, ShaderValue c) => Floats(body, GlslInstruction.Fma, a, b, c);

    public static ShaderValue SAbs(this FunctionBodyBuilder body, ShaderValue a) => Alike(body, GlslInstruction.SAbs, ScalarKind.I32, a);

    public static ShaderValue SMin(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Alike(body, GlslInstruction.SMin, ScalarKind.I32, a, b);

    public static ShaderValue SMax(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Alike(body, GlslInstruction.SMax, ScalarKind.I32, a, b);

    public static ShaderValue UMin(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Alike(body, GlslInstruction.UMin, ScalarKind.U32, a, b);

    public static ShaderValue UMax(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Alike(body, GlslInstruction.UMax, ScalarKind.U32, a, b);

    /// <summary>Two floats rounded to half precision, the first in the low 16 bits.</summary>
    public static ShaderValue PackHalf2x16(this FunctionBodyBuilder body, ShaderValue pair)
    {
        FunctionBodyBuilder.RequireType(pair, ShaderType.F32.Times(2), "the operand of PackHalf2x16");
        return body.EmitGlsl(GlslInstruction.PackHalf2x16, ShaderType.U32, pair);
    }

    /// <summary>The two half-precision floats in a word, the low 16 bits first.</summary>
    public static ShaderValue UnpackHalf2x16(this FunctionBodyBuilder body, ShaderValue word)
    {
        FunctionBodyBuilder.RequireType(word, ShaderType.U32, "the operand of UnpackHalf2x16");
        return body.EmitGlsl(GlslInstruction.UnpackHalf2x16, ShaderType.F32.Times(2), word);
    }

    private static ShaderValue Floats(FunctionBodyBuilder body, GlslInstruction instruction, params ReadOnlySpan<ShaderValue> operands) =>
        Alike(body, instruction, ScalarKind.F32, operands);

    private static ShaderValue Alike(FunctionBodyBuilder body, GlslInstruction instruction, ScalarKind scalar, params ReadOnlySpan<ShaderValue> operands)
    {
        ShaderType type = operands[0].Type.With(scalar);
        foreach (ShaderValue operand in operands) FunctionBodyBuilder.RequireType(operand, type, $"an operand of {instruction}");
        return body.EmitGlsl(instruction, type, operands);
    }
}
