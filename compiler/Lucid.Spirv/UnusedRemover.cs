using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>Keeps what the entry points reach. Names and decorations do not keep anything alive; they go with what they describe.</summary>
internal static class UnusedRemover
{
    public static SpirvModule Run(SpirvModule module)
    {
        Dictionary<uint, IReadOnlyList<Instruction>> definitions = [];
        foreach (Instruction global in module.Globals) definitions.TryAdd(global.Result, [global]);
        foreach (ImmutableArray<Instruction> function in module.Functions) definitions.TryAdd(function[0].Result, function);

        // The interface of an entry point lists variables; they stay only if a function reaches them (SPIR-V 1.3: Input and Output only).
        HashSet<uint> live = [];
        Stack<uint> pending = new(module.EntryPoints.Select(entry => entry.Words[1]));
        foreach (Instruction mode in module.ExecutionModes) pending.Push(mode.Words[0]);
        // A workgroup size given by specialisation constants is a decorated constant that nothing refers to.
        foreach (Instruction decoration in module.Annotations)
        {
            if (decoration.Op == Op.Decorate && decoration.Words is [_, BuiltIn, WorkgroupSize]) pending.Push(decoration.Words[0]);
        }

        while (pending.TryPop(out uint id))
        {
            if (!live.Add(id) || !definitions.TryGetValue(id, out IReadOnlyList<Instruction>? instructions)) continue;
            foreach (Instruction instruction in instructions)
            {
                if (instruction.Result != 0) live.Add(instruction.Result);
                foreach (uint reference in instruction.References()) pending.Push(reference);
            }
        }

        live.UnionWith(module.Preamble.Where(i => i.Op == Op.ExtInstImport).Select(i => i.Result));
        return module with
        {
            EntryPoints = [.. module.EntryPoints.Select(entry => WithInterface(entry, live))],
            Debug = [.. module.Debug.Where(i => i.Op is not (Op.Name or Op.MemberName) || live.Contains(i.Words[0]))],
            Annotations = [.. module.Annotations.Where(i => live.Contains(i.Words[0]))],
            Globals = [.. module.Globals.Where(i => live.Contains(i.Result))],
            Functions = [.. module.Functions.Where(f => live.Contains(f[0].Result))],
        };
    }

    private const uint BuiltIn = 11;
    private const uint WorkgroupSize = 25;

    private static Instruction WithInterface(Instruction entry, HashSet<uint> live)
    {
        int fixedWords = 2 + entry.StringAt(2).WordCount;
        return entry with { Words = [.. entry.Words.Take(fixedWords), .. entry.Words.Skip(fixedWords).Where(live.Contains)] };
    }
}
