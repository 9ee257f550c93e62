using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Reflection;

/// <summary>Tells from a variable's storage class and type what must be bound to it (Vulkan, "Shader Resource and Storage Class Correspondence").</summary>
internal static class BindingReflection
{
    /// <summary>Null if the variable is no resource.</summary>
    public static DescriptorBinding? Find(ModuleIndex index, TypeLayout layout, Instruction variable)
    {
        Id id = variable.Result!.Value;
        if (index.DecorationValue(id, Decoration.DescriptorSet) is not uint set || index.DecorationValue(id, Decoration.Binding) is not uint binding) return null;
        if (set > int.MaxValue || binding > int.MaxValue) throw variable.Fault($"the binding ({set}, {binding}) is out of range");

        Instruction pointer = index.Definition(variable.ResultType!.Value, Opcode.TypePointer);
        Instruction type = index.Definition(pointer.IdAt(2));
        uint count = 1;
        if (type.Opcode is Opcode.TypeArray or Opcode.TypeRuntimeArray)
        {
            count = type.Opcode == Opcode.TypeRuntimeArray ? 0 : index.ConstantBits(type.IdAt(2)) ?? throw type.Fault("the size of an array of bindings is not known");
            if (count > int.MaxValue) throw type.Fault($"an array of {count} bindings is out of range");
            type = index.Definition(type.IdAt(1));
        }

        DescriptorKind kind = KindOf(index, (StorageClass)variable.Words[2], type);
        bool isBuffer = kind is DescriptorKind.StorageBuffer or DescriptorKind.UniformBuffer;
        bool isStorage = kind is DescriptorKind.StorageBuffer or DescriptorKind.StorageTexelBuffer or DescriptorKind.StorageImage;
        string? name = isBuffer ? index.Name(type.Result!.Value) : index.Name(id);
        return new DescriptorBinding(
            (int)set,
            (int)binding,
            kind,
            name ?? "",
            (int)count,
            IsReadable: !IsMarked(index, id, type, Decoration.NonReadable),
            IsWritable: isStorage && !IsMarked(index, id, type, Decoration.NonWritable),
            isBuffer ? layout.ExplicitBytes(type.Result!.Value) : 0,
            isBuffer ? layout.RuntimeStride(type.Result!.Value) : 0);
    }

    private static DescriptorKind KindOf(ModuleIndex index, StorageClass storage, Instruction type) => (storage, type.Opcode) switch
    {
        (StorageClass.StorageBuffer, Opcode.TypeStruct) => DescriptorKind.StorageBuffer,
        // Before SPIR-V 1.3 a storage buffer was a uniform marked BufferBlock.
        (StorageClass.Uniform, Opcode.TypeStruct) => index.HasDecoration(type.Result!.Value, Decoration.BufferBlock) ? DescriptorKind.StorageBuffer : DescriptorKind.UniformBuffer,
        (StorageClass.UniformConstant, Opcode.TypeSampler) => DescriptorKind.Sampler,
        (StorageClass.UniformConstant, Opcode.TypeSampledImage) =>
            KindOfImage(index.Definition(type.IdAt(1), Opcode.TypeImage)) is DescriptorKind.UniformTexelBuffer ? DescriptorKind.UniformTexelBuffer : DescriptorKind.CombinedImageSampler,
        (StorageClass.UniformConstant, Opcode.TypeImage) => KindOfImage(type),
        _ => throw type.Fault($"a variable of Op{type.Opcode} in storage class {storage} is bound, which no binding of ours is"),
    };

    // OpTypeImage: result, sampled type, dim, depth, arrayed, multisampled, sampled (1: with a sampler, 2: storage), format.
    private static DescriptorKind KindOfImage(Instruction image)
    {
        bool isStorage = image.Words[6] == 2;
        return (Dim)image.Words[2] == Dim.Buffer
            ? isStorage ? DescriptorKind.StorageTexelBuffer : DescriptorKind.UniformTexelBuffer
            : isStorage ? DescriptorKind.StorageImage : DescriptorKind.SampledImage;
    }

    // glslang marks the members of a block, all of them, where the source marks the block.
    private static bool IsMarked(ModuleIndex index, Id variable, Instruction type, Decoration decoration)
    {
        if (index.HasDecoration(variable, decoration)) return true;
        if (type.Opcode != Opcode.TypeStruct || type.Words.Length < 2) return false;
        return Enumerable.Range(0, type.Words.Length - 1).All(member => index.HasMemberDecoration(type.Result!.Value, (uint)member, decoration));
    }
}
