using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Bools, by component, and the choice between values (SPIR-V §3.32.15).</summary>
public static class LogicInstructions
{
    public static ShaderValue LogicalAnd(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Logical(body, Opcode.LogicalAnd, a, b);

    public static ShaderValue LogicalOr(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Logical(body, Opcode.LogicalOr, a, b);

    public static ShaderValue LogicalEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Logical(body, Opcode.LogicalEqual, a, b);

    public static ShaderValue LogicalNotEqual(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b) => Logical(body, Opcode.LogicalNotEqual, a, b);

    public static ShaderValue LogicalNot(this FunctionBodyBuilder body, ShaderValue a) => body.Emit(Opcode.LogicalNot, Bool(a, "LogicalNot"), a);

    /// <summary>True if any component is.</summary>
    public static ShaderValue Any(this FunctionBodyBuilder body, ShaderValue a) => Bool(a, "Any").IsVector ? body.Emit(Opcode.Any, ShaderType.Bool, a) : a;

    /// <summary>True if all components are.</summary>
    public static ShaderValue All(this FunctionBodyBuilder body, ShaderValue a) => Bool(a, "All").IsVector ? body.Emit(Opcode.All, ShaderType.Bool, a) : a;

    /// <summary>By component, <paramref name="ifTrue"/> where the condition holds, else <paramref name="ifFalse"/>. One bool may decide over a vector.</summary>
    public static ShaderValue Select(this FunctionBodyBuilder body, ShaderValue condition, ShaderValue ifTrue, ShaderValue ifFalse)
    {
        FunctionBodyBuilder.RequireType(ifFalse, ifTrue.Type, "the second value of Select");

        // Before SPIR-V 1.4 the condition has as many components as the values.
        ShaderValue condition2 = Bool(condition, "Select").IsVector ? condition : body.Splat(condition, ifTrue.Type.Count);
        FunctionBodyBuilder.RequireType(condition2, ifTrue.Type.With(ScalarKind.Bool), "the condition of Select");
        return body.Emit(Opcode.Select, ifTrue.Type, condition2, ifTrue, ifFalse);
    }

    private static ShaderValue Logical(FunctionBodyBuilder body, Opcode opcode, ShaderValue a, ShaderValue b)
    {
        FunctionBodyBuilder.RequireType(b, Bool(a, opcode.ToString()), $"the second operand of {opcode}");
        return body.Emit(opcode, a.Type, a, b);
    }

    private static ShaderType Bool(ShaderValue value, string instruction) =>
        value.Type.Scalar == ScalarKind.Bool ? value.Type : throw new ArgumentException($"the operand of {instruction} has type {value.Type}, a bool or a vector of bools is expected");
}
