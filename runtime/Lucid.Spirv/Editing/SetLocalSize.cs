using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Fixes the size of the workgroup. Specialisation constants that stand for it are frozen, so that code that reads gl_WorkGroupSize agrees.
/// </summary>
public static class SetLocalSize
{
    public static SpirvModule Run(SpirvModule module, int x, int y, int z)
    {
        uint[] extents = [Extent(x), Extent(y), Extent(z)];
        module = LocalSizeModes.Set(module, extents[0], extents[1], extents[2]);
        if (LocalSizeModes.WorkgroupSize(module) is not Instruction size) return module;
        var index = new ModuleIndex(module);
        ShaderType uint3 = ShaderType.U32.Times(3);
        Instruction type = index.TypeOf(size.Result!.Value);
        if (index.ShaderTypeOf(type.Result!.Value) != uint3 || size.Words.Length != 5 || size.Uses.Skip(1).Any(axis => index.TypeOf(axis).Result != type.IdAt(1)))
            throw size.Fault($"the size of the workgroup is not a {uint3} of three constants");

        Dictionary<Id, uint> specIds = SetSpecConstants.SpecIds(module).DistinctBy(pair => pair.Key).ToDictionary();
        var frozen = new Dictionary<uint, ScalarValue>();
        var parts = new List<Instruction>();
        uint nextId = module.IdBound;
        for (int axis = 0; axis < 3; axis++)
        {
            if (specIds.TryGetValue(size.IdAt(2 + axis), out uint specId))
            {
                if (!frozen.TryAdd(specId, extents[axis]) && frozen[specId].Bits != extents[axis])
                    throw new ArgumentException($"specialisation constant {specId} stands for two axes of the workgroup, which cannot be {frozen[specId].Bits} and {extents[axis]}");
                continue;
            }

            parts.Add(new Instruction(Opcode.Constant, type.Words[1], nextId, extents[axis]));
            size = size.With(2 + axis, nextId++);
        }

        // A constant stands before what is made of it: the new components go directly before the composite.
        int place = module.Globals.TakeWhile(global => global.Result != size.Result).Count();
        module = module with { IdBound = nextId, Globals = module.Globals.SetItem(place, size).InsertRange(place, parts) };
        return FreezeSpecConstants.Run(module, frozen);
    }

    private static uint Extent(int extent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1);
        return (uint)extent;
    }
}
