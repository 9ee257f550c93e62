namespace Lucid.Spirv.Editing;

/// <summary>Puts other instructions in the place of single ones inside functions. What an instruction gave keeps its id.</summary>
public static class RewriteInstructions
{
    /// <param name="module">The module.</param>
    /// <param name="choose">Which functions are looked at.</param>
    /// <param name="rewrite">
    /// What stands in the place of an instruction; null where it stays. The editor gives new ids and declares types. An instruction that ends a block, a
    /// phi and a variable are not asked about.
    /// </param>
    public static SpirvModule Run(SpirvModule module, Func<Function, bool> choose, Func<ModuleEditor, Instruction, IReadOnlyList<Instruction>?> rewrite)
    {
        var editor = new ModuleEditor(module);
        Function[] functions = [.. module.Functions.Select(function => choose(function) ? function with { Blocks = [.. function.Blocks.Select(Rewritten)] } : function)];
        return editor.ToModule() with { Functions = [.. functions] };

        TerminatedBlock Rewritten(TerminatedBlock block) => block with { Body = [.. block.Body.SelectMany(Replacement)] };

        IReadOnlyList<Instruction> Replacement(Instruction instruction) =>
            instruction.Opcode is Grammar.Opcode.Phi or Grammar.Opcode.Variable ? [instruction] : rewrite(editor, instruction) ?? [instruction];
    }
}
