using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Makes ordinary constants of specialisation constants, and of what is computed from them alone. A computation that we cannot do stays one
/// for the device; it is then made of constants, and has one value all the same. If the size of the workgroup becomes constant,
/// the entry points' LocalSize follows.
/// </summary>
public static class FreezeSpecConstants
{
    /// <summary>Freezes the given constants at the given values; the others can still be specialised.</summary>
    /// <inheritdoc cref="SetSpecConstants.Run"/>
    public static SpirvModule Run(SpirvModule module, IReadOnlyDictionary<uint, ScalarValue> values) =>
        Freeze(SetSpecConstants.Run(module, values), values.ContainsKey);

    /// <summary>Freezes all constants at their defaults.</summary>
    public static SpirvModule Run(SpirvModule module) => Freeze(module, _ => true);

    private static SpirvModule Freeze(SpirvModule module, Func<uint, bool> isChosen)
    {
        HashSet<Id> chosen = [.. SetSpecConstants.SpecIds(module).Where(pair => isChosen(pair.Value)).Select(pair => pair.Key)];
        HashSet<Id> specialisable = [.. SetSpecConstants.SpecIds(module).Select(pair => pair.Key).Where(id => !chosen.Contains(id))];
        var folding = new ConstantFolding(new ModuleIndex(module));
        var globals = ImmutableArray.CreateBuilder<Instruction>(module.Globals.Length);
        foreach (Instruction global in module.Globals)
        {
            Instruction frozen = global.Result is Id id && specialisable.Contains(id) ? global : FreezeOne(global, folding);
            if (ModuleSections.IsConstant(frozen.Opcode)) folding.Add(frozen);
            globals.Add(frozen);
        }

        module = module with
        {
            Globals = globals.MoveToImmutable(),
            Annotations = module.Annotations.RemoveAll(annotation =>
                annotation.Opcode == Opcode.Decorate && annotation.Words[1] == (uint)Decoration.SpecId && chosen.Contains(annotation.IdAt(0))),
        };
        return LocalSizeModes.FollowConstant(module);
    }

    private static Instruction FreezeOne(Instruction global, ConstantFolding folding) => global.Opcode switch
    {
        Opcode.SpecConstantTrue => global.Replace(Opcode.ConstantTrue, global.Words.AsSpan()),
        Opcode.SpecConstantFalse => global.Replace(Opcode.ConstantFalse, global.Words.AsSpan()),
        Opcode.SpecConstant => global.Replace(Opcode.Constant, global.Words.AsSpan()),
        Opcode.SpecConstantComposite when global.Uses.Skip(1).All(folding.IsConstant) => global.Replace(Opcode.ConstantComposite, global.Words.AsSpan()),
        Opcode.SpecConstantOp => folding.TryFold(global) ?? global,
        _ => global,
    };
}
