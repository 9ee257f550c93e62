namespace Lucid.Spirv.Editing;

/// <summary>
/// Gives a function another body: a marked function such as <c>lucid_epilogue</c> is filled in. The signature stays, so its callers need not
/// change; what only the old body used stays too, until <see cref="RemoveUnused"/>.
/// </summary>
public static class ReplaceFunctionBody
{
    /// <param name="module">The module that holds the function.</param>
    /// <param name="function">Its name in the source; see <see cref="ModuleIndex.Function"/>.</param>
    /// <param name="write">Writes the body and returns what its <c>Return</c> gives.</param>
    public static SpirvModule Run(SpirvModule module, string function, Func<FunctionBodyBuilder, TerminatedBlock> write) => Run(new ModuleIndex(module), function, write);

    /// <inheritdoc cref="Run(SpirvModule, string, Func{FunctionBodyBuilder, TerminatedBlock})"/>
    /// <param name="index">The module that holds the function, read once for many bodies.</param>
    /// <param name="function">Its name in the source; see <see cref="ModuleIndex.Function"/>.</param>
    /// <param name="write">Writes the body and returns what its <c>Return</c> gives.</param>
    public static SpirvModule Run(ModuleIndex index, string function, Func<FunctionBodyBuilder, TerminatedBlock> write)
    {
        SpirvModule module = index.Module;
        Function old = index.Function(function);
        var editor = new ModuleEditor(index);
        var body = new FunctionBodyBuilder(index, editor, old);
        Function replaced = old with { Blocks = body.Finish(write(body)) };

        HashSet<Id> gone = [.. old.Blocks.SelectMany(block => block.Instructions).Select(instruction => instruction.Result).OfType<Id>()];
        module = editor.ToModule();
        return Annotations.Without(module with { Functions = module.Functions.Replace(old, replaced) }, gone.Contains);
    }
}
