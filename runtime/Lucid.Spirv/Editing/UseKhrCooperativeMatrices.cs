using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Makes a module that multiplies matrices by SPV_NV_cooperative_matrix one of SPV_KHR_cooperative_matrix, which more devices have. The instructions are
/// the same but for two operands. A matrix type says what part it has in a product (its Use): found where the product takes it, so a module whose
/// matrices have one type in two parts is refused; types made of different specialisation constants differ even where the sizes are equal. And a
/// load or store names a layout where it said whether columns lie one after the other.
/// </summary>
/// <remarks>Both extensions demand SPIR-V 1.3 and the Vulkan memory model, and the module keeps them.</remarks>
public static class UseKhrCooperativeMatrices
{
    private const string NvExtension = "SPV_NV_cooperative_matrix";
    private const string KhrExtension = "SPV_KHR_cooperative_matrix";

    // SPV_KHR_cooperative_matrix, Cooperative Matrix Use and Cooperative Matrix Layout.
    private const uint MatrixA = 0;
    private const uint MatrixB = 1;
    private const uint Accumulator = 2;
    private const int RowMajor = 0;
    private const int ColumnMajor = 1;

    /// <summary>A module without such matrices comes back as it is.</summary>
    /// <exception cref="SpirvFormatException">A matrix type is part of no product, or has two parts in products.</exception>
    public static SpirvModule Run(SpirvModule module)
    {
        if (!module.Capabilities.Any(IsNvCapability)) return module;
        var index = new ModuleIndex(module);
        Dictionary<Id, uint> uses = FindUses(index);
        var editor = new ModuleEditor(index);
        Dictionary<uint, Id> useConstants = [];
        Instruction first = module.Globals.First(global => global.Opcode == Opcode.TypeCooperativeMatrixNV);
        // Sizes are unsigned constants, so their type stands before every matrix type.
        Id word = index.Definition(first.IdAt(3)).ResultType!.Value;
        foreach (uint use in uses.Values.Distinct().Order()) useConstants[use] = editor.NewId();
        Function[] functions = [.. module.Functions.Select(function => function with { Blocks = [.. function.Blocks.Select(Rewritten)] })];
        SpirvModule added = editor.ToModule();
        return added with
        {
            Capabilities = [.. module.Capabilities.Select(capability => IsNvCapability(capability) ? capability.With(0, (uint)Capability.CooperativeMatrixKHR) : capability)],
            Extensions = [.. module.Extensions.Select(extension => extension.StringAt(0) == NvExtension ? extension.WithWords([.. Instruction.EncodeString(KhrExtension)]) : extension)],
            Globals = [.. added.Globals.SelectMany(WithUse)],
            Functions = [.. functions],
        };

        IEnumerable<Instruction> WithUse(Instruction global)
        {
            if (global.Opcode != Opcode.TypeCooperativeMatrixNV) return [global];
            if (!uses.TryGetValue(global.Result!.Value, out uint use)) throw global.Fault($"matrix type {global.Result} is part of no product");
            // The constants stand before the first type.
            IEnumerable<Instruction> before = ReferenceEquals(global, first) ? useConstants.Select(constant => new Instruction(Opcode.Constant, word.Value, constant.Value.Value, constant.Key)) : [];
            return [.. before, global.Replace(Opcode.TypeCooperativeMatrixKHR, [.. global.Words, useConstants[use].Value])];
        }

        TerminatedBlock Rewritten(TerminatedBlock block) => block with { Body = [.. block.Body.Select(Replacement)] };

        Instruction Replacement(Instruction instruction)
        {
            ImmutableArray<uint> words = instruction.Words;
            return instruction.Opcode switch
            {
                // type result pointer stride columnMajor -> type result pointer layout stride
                Opcode.CooperativeMatrixLoadNV => instruction.Replace(Opcode.CooperativeMatrixLoadKHR, [.. words[..3], LayoutOf(instruction, 4).Value, words[3], .. words[5..]]),
                // pointer object stride columnMajor -> pointer object layout stride
                Opcode.CooperativeMatrixStoreNV => instruction.Replace(Opcode.CooperativeMatrixStoreKHR, [.. words[..2], LayoutOf(instruction, 3).Value, words[2], .. words[4..]]),
                Opcode.CooperativeMatrixMulAddNV => instruction.Replace(Opcode.CooperativeMatrixMulAddKHR, words.AsSpan()),
                Opcode.CooperativeMatrixLengthNV => instruction.Replace(Opcode.CooperativeMatrixLengthKHR, words.AsSpan()),
                _ => instruction,
            };
        }

        Id LayoutOf(Instruction instruction, int operand) => index.ConstantBits(instruction.IdAt(operand)) is uint columnMajor
            ? editor.Constant(columnMajor != 0 ? ColumnMajor : RowMajor)
            : throw instruction.Fault("whether columns lie one after the other is not constant");
    }

    private static bool IsNvCapability(Instruction capability) => capability.Words[0] == (uint)Capability.CooperativeMatrixNV;

    private static Dictionary<Id, uint> FindUses(ModuleIndex index)
    {
        Dictionary<Id, uint> uses = [];
        foreach (Instruction product in index.Module.Functions.SelectMany(function => function.Instructions).Where(instruction => instruction.Opcode == Opcode.CooperativeMatrixMulAddNV))
        {
            Add(product, index.TypeOf(product.IdAt(2)), MatrixA);
            Add(product, index.TypeOf(product.IdAt(3)), MatrixB);
            Add(product, index.TypeOf(product.IdAt(4)), Accumulator);
            Add(product, index.Definition(product.ResultType!.Value), Accumulator);
        }

        return uses;

        void Add(Instruction product, Instruction type, uint use)
        {
            Id id = type.Result!.Value;
            if (uses.TryGetValue(id, out uint other) && other != use) throw product.Fault($"matrix type {id} has two parts in products");
            uses[id] = use;
        }
    }
}
