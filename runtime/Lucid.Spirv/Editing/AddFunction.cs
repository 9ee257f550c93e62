using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Adds a function to a module, whose parameters are passed by value.</summary>
public static class AddFunction
{
    /// <param name="module">The module.</param>
    /// <param name="name">The function's name, by which bodies call it.</param>
    /// <param name="result">What it returns.</param>
    /// <param name="parameters">The types of its parameters.</param>
    /// <param name="write">Writes the body and returns what its <c>Return</c> gives.</param>
    public static SpirvModule Run(
        SpirvModule module, string name, ShaderType result, IReadOnlyList<ShaderType> parameters, Func<FunctionBodyBuilder, TerminatedBlock> write)
    {
        var editor = new ModuleEditor(module);
        uint resultType = editor.Declare(result).Value;
        uint[] types = [.. parameters.Select(type => editor.Declare(type).Value)];
        Id functionType = editor.Declare(Opcode.TypeFunction, null, [resultType, .. types]);
        Id id = editor.NewId();
        Function signature = new(
            new Instruction(Opcode.Function, resultType, id.Value, (uint)FunctionControl.None, functionType.Value),
            [.. types.Select(type => new Instruction(Opcode.FunctionParameter, type, editor.NewId().Value))], [], new Instruction(Opcode.FunctionEnd));
        SpirvModule declared = editor.ToModule();
        declared = declared with
        {
            Names = declared.Names.Add(new Instruction(Opcode.Name, [id.Value, .. Instruction.EncodeString(name)])),
            Functions = declared.Functions.Add(signature),
        };
        return ReplaceFunctionBody.Run(declared, name, write);
    }
}
