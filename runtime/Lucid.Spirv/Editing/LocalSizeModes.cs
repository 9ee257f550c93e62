using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// The size of a workgroup is said in two places: by the LocalSize of an entry point, and by a constant that is decorated WorkgroupSize, which then prevails
/// (SPIR-V §3.21). glslang writes both where the shader uses gl_WorkGroupSize or local_size_x_id.
/// </summary>
internal static class LocalSizeModes
{
    /// <summary>The constant that is decorated WorkgroupSize, if there is one.</summary>
    public static Instruction? WorkgroupSize(SpirvModule module)
    {
        Instruction? annotation = module.Annotations.FirstOrDefault(annotation =>
            annotation.Opcode == Opcode.Decorate && annotation.Words is [_, (uint)Decoration.BuiltIn, (uint)BuiltIn.WorkgroupSize]);
        return annotation is null ? null : module.Globals.FirstOrDefault(global => global.Result == annotation.IdAt(0));
    }

    /// <summary>Makes LocalSize say what a WorkgroupSize of constants says.</summary>
    public static SpirvModule FollowConstant(SpirvModule module)
    {
        if (WorkgroupSize(module) is not { Opcode: Opcode.ConstantComposite, Words.Length: 5 } size) return module;
        var index = new ModuleIndex(module);
        uint?[] extents = [.. Enumerable.Range(2, 3).Select(word => index.ConstantBits(size.IdAt(word)))];
        return extents is [uint x, uint y, uint z] ? Set(module, x, y, z) : module;
    }

    /// <summary>Sets the LocalSize of every entry point.</summary>
    public static SpirvModule Set(SpirvModule module, uint x, uint y, uint z)
    {
        ImmutableArray<Instruction> others = module.ExecutionModes.RemoveAll(mode => mode.Words[1] is (uint)ExecutionMode.LocalSize or (uint)ExecutionMode.LocalSizeId);
        IEnumerable<Instruction> sizes = module.EntryPoints.Select(entry => new Instruction(Opcode.ExecutionMode, entry.Words[1], (uint)ExecutionMode.LocalSize, x, y, z));
        return module with { ExecutionModes = [.. sizes, .. others] };
    }
}
