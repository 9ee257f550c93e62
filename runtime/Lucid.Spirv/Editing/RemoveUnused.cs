using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Removes what no entry point reaches: functions, variables (and with them their bindings), constants, types, their names and decorations.
/// Instructions inside the functions that stay are not looked at, and capabilities stay as declared. What an unknown instruction may use
/// stays.
/// </summary>
public static class RemoveUnused
{
    public static SpirvModule Run(SpirvModule module)
    {
        HashSet<Id> used = UsedByFunctions(module);
        used.UnionWith(UsedByTheRest(module));

        // A global comes after what it is made of, so one walk backwards finds all; only a structure may refer forwards, to a pointer.
        int before;
        do
        {
            before = used.Count;
            foreach (Instruction global in module.Globals.Reverse())
            {
                if (global.Result is Id result && used.Contains(result)) used.UnionWith(global.PossibleUses);
            }
        }
        while (used.Count != before);

        SpirvModule kept = module with
        {
            Globals = module.Globals.RemoveAll(global => (global.Opcode == Opcode.TypeForwardPointer ? global.IdAt(0) : global.Result) is Id id && !used.Contains(id)),
            Functions = module.Functions.RemoveAll(function => !used.Contains(function.Id)),
        };
        HashSet<Id> gone = [.. Results(module.Globals.Where(global => global.Result is Id id && !used.Contains(id)))];
        foreach (Function function in module.Functions)
        {
            if (!used.Contains(function.Id)) gone.UnionWith(Results(function.Instructions));
        }

        kept = kept with { EntryPoints = [.. kept.EntryPoints.Select(entry => WithoutInterface(entry, gone))] };
        return Annotations.Without(kept, gone.Contains);
    }

    // The functions that an entry point reaches, and what they use.
    private static HashSet<Id> UsedByFunctions(SpirvModule module)
    {
        Dictionary<Id, Function> functions = module.Functions.ToDictionary(function => function.Id);
        var used = new HashSet<Id>();
        var open = new Stack<Id>(module.EntryPoints.Select(entry => entry.IdAt(1)));
        while (open.TryPop(out Id id))
        {
            if (!used.Add(id) || !functions.TryGetValue(id, out Function? function)) continue;
            foreach (Id use in function.PossibleUses) open.Push(use);
        }

        return used;
    }

    // The size of the workgroup is used by nobody and yet says something (SPIR-V §3.21, WorkgroupSize).
    private static IEnumerable<Id> UsedByTheRest(SpirvModule module) =>
    [
        .. module.ExecutionModes.SelectMany(mode => mode.Uses),
        .. module.Annotations.Where(annotation => annotation.Opcode == Opcode.DecorateId).SelectMany(annotation => annotation.Uses.Skip(1)),
        .. module.Annotations.Where(IsWorkgroupSize).Select(annotation => annotation.IdAt(0)),
        .. module.Globals.Where(global => !global.IsKnown).SelectMany(global => global.PossibleUses),
    ];

    private static bool IsWorkgroupSize(Instruction annotation) =>
        annotation.Opcode == Opcode.Decorate && annotation.Words is [_, (uint)Decoration.BuiltIn, (uint)BuiltIn.WorkgroupSize];

    private static IEnumerable<Id> Results(IEnumerable<Instruction> instructions) => instructions.Select(instruction => instruction.Result).OfType<Id>();

    private static Instruction WithoutInterface(Instruction entry, HashSet<Id> gone)
    {
        HashSet<int> dropped = [.. entry.Operands.Skip(3).Where(operand => gone.Contains(entry.IdAt(operand.Start))).Select(operand => operand.Start)];
        return dropped.Count == 0 ? entry : entry.WithWords([.. entry.Words.Where((_, word) => !dropped.Contains(word))]);
    }
}
