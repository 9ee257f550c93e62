using System.Collections.Immutable;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Reflection;

/// <summary>What a host must know of a compute module to make a pipeline of it and to choose between modules.</summary>
public sealed record ModuleReflection
{
    public required string EntryPoint { get; init; }

    /// <summary>The size of the workgroup, with specialisation constants at their defaults.</summary>
    public required WorkgroupSize LocalSize { get; init; }

    /// <summary>The SpecIds that give the size of the workgroup along x, y, z; null for an axis that is fixed.</summary>
    public required ImmutableArray<uint?> LocalSizeSpecIds { get; init; }

    /// <summary>By set, then binding. All that are declared: run <see cref="RemoveUnused"/> first to see those that are used.</summary>
    public required ImmutableArray<DescriptorBinding> Bindings { get; init; }

    /// <summary>Bytes up to the end of the last push constant; 0 if there are none.</summary>
    public required int PushConstantBytes { get; init; }

    /// <summary>
    /// The most that a device may count for shared variables: laid out as in a storage buffer, each aligned to 16 bytes, with specialisation
    /// constants at their defaults.
    /// </summary>
    public required int SharedBytes { get; init; }

    /// <summary>By SpecId, each once.</summary>
    public required ImmutableArray<SpecConstant> SpecConstants { get; init; }

    /// <summary>As declared, in ascending order of their numbers.</summary>
    public required ImmutableArray<Capability> Capabilities { get; init; }

    public required ImmutableArray<string> Extensions { get; init; }

    /// <exception cref="ArgumentException">The module has not exactly one entry point.</exception>
    public static ModuleReflection Of(SpirvModule module)
    {
        if (module.EntryPoints.Length != 1) throw new ArgumentException($"the module has {module.EntryPoints.Length} entry points, 1 is expected");
        var layout = new TypeLayout(FreezeSpecConstants.Run(module));
        ModuleIndex index = layout.Index;
        ImmutableArray<Instruction> variables = [.. module.Globals.Where(global => global.Opcode == Opcode.Variable)];
        return new ModuleReflection
        {
            EntryPoint = module.EntryPoints[0].StringAt(2),
            LocalSize = LocalSizeOf(index.Module),
            LocalSizeSpecIds = LocalSizeSpecIdsOf(module),
            Bindings = [.. variables.Select(variable => BindingReflection.Find(index, layout, variable)).OfType<DescriptorBinding>().OrderBy(binding => (binding.Set, binding.Binding))],
            PushConstantBytes = Pointees(StorageClass.PushConstant).Select(type => layout.ExplicitBytes(type)).DefaultIfEmpty().Max(),
            SharedBytes = SharedBytesOf(layout, Pointees(StorageClass.Workgroup)),
            SpecConstants = [.. SpecConstantsOf(module)],
            Capabilities = [.. module.Capabilities.Select(capability => (Capability)capability.Words[0]).Distinct().Order()],
            Extensions = [.. module.Extensions.Select(extension => extension.StringAt(0))],
        };

        IEnumerable<Id> Pointees(StorageClass storage) =>
            variables.Where(variable => variable.Words[2] == (uint)storage).Select(variable => index.Definition(variable.ResultType!.Value, Opcode.TypePointer).IdAt(2));
    }

    private static WorkgroupSize LocalSizeOf(SpirvModule frozen)
    {
        Instruction? mode = frozen.ExecutionModes.FirstOrDefault(mode => mode.Opcode == Opcode.ExecutionMode && mode.Words[1] == (uint)ExecutionMode.LocalSize);
        if (mode is null) throw new SpirvFormatException(null, "the entry point has no LocalSize; the LocalSizeId of SPIR-V 1.6 is not for Vulkan 1.1");
        if (mode.Words.AsSpan()[2..].ContainsAnyExceptInRange(1u, (uint)int.MaxValue)) throw mode.Fault("the workgroup has an axis without extent");
        return new WorkgroupSize((int)mode.Words[2], (int)mode.Words[3], (int)mode.Words[4]);
    }

    private static ImmutableArray<uint?> LocalSizeSpecIdsOf(SpirvModule module)
    {
        Dictionary<Id, uint> specIds = SetSpecConstants.SpecIds(module).DistinctBy(pair => pair.Key).ToDictionary();
        return LocalSizeModes.WorkgroupSize(module) is { Opcode: Opcode.SpecConstantComposite, Words.Length: 5 } size
            ? [.. size.Uses.Skip(1).Select(axis => specIds.TryGetValue(axis, out uint specId) ? specId : (uint?)null)]
            : [null, null, null];
    }

    private static int SharedBytesOf(TypeLayout layout, IEnumerable<Id> types)
    {
        long bytes = 0;
        foreach (Id type in types) bytes = ((bytes + 15) / 16 * 16) + layout.StandardBytes(type);
        return bytes <= int.MaxValue ? (int)bytes : throw new SpirvFormatException(null, $"the shared variables need {bytes} bytes");
    }

    private static IEnumerable<SpecConstant> SpecConstantsOf(SpirvModule module)
    {
        var index = new ModuleIndex(module);
        foreach (IGrouping<uint, Id> alike in SetSpecConstants.SpecIds(module).OrderBy(pair => pair.Key).GroupBy(pair => pair.Value, pair => pair.Key).OrderBy(group => group.Key))
        {
            // GLSL may name a constant that also gives the size of the workgroup; they are two in the module.
            Id id = alike.FirstOrDefault(other => !string.IsNullOrEmpty(index.Name(other)), alike.First());
            if (index.ConstantBits(id) is uint bits && index.ShaderTypeOf(index.TypeOf(id).Result!.Value) is { IsVector: false } type)
                yield return new SpecConstant(alike.Key, index.Name(id) ?? "", ScalarValue.FromBits(type.Scalar, bits));
            else
                throw index.Definition(id).Fault($"specialisation constant {alike.Key} is not a scalar of 32 bits");
        }
    }
}
