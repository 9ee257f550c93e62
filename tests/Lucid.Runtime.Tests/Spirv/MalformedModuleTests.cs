using System.Runtime.InteropServices;
using Lucid.Spirv;
using Lucid.Spirv.Grammar;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class MalformedModuleTests
{
    private static readonly uint[] Header = [0x07230203, 0x00010300, 0, 10, 0];
    private static readonly uint[] MemoryModel = Words(Opcode.MemoryModel, 0, 1);

    [Fact]
    public void The_smallest_module_is_a_header_and_a_memory_model() => Assert.Empty(Read(Header, MemoryModel).Functions);

    public static TheoryData<string, uint[]> Malformed => new()
    {
        { "SPIR-V word 0: the module has 0 words, its header alone needs 5", [] },
        { "SPIR-V word 0: the module is big-endian; Vulkan takes little-endian ones", [0x03022307, 0x00000100, 0, 1, 0] },
        { "SPIR-V word 0: the magic number is 0x00000001, not 0x07230203", [1, 0x00010300, 0, 1, 0] },
        { "SPIR-V word 1: the version is 0x00020000; 1.0 to 1.6 are known", [0x07230203, 0x00020000, 0, 1, 0] },
        { "SPIR-V word 3: the bound of ids is 0, 1 to 4194303 are possible", [0x07230203, 0x00010300, 0, 0, 0] },
        { "SPIR-V word 4: the schema is 1, the standard has only 0", [0x07230203, 0x00010300, 0, 1, 1] },
        { "SPIR-V: the module has 0 memory models, 1 is expected", Header },
        { "SPIR-V word 8: the module has 2 memory models, 1 is expected", [.. Header, .. MemoryModel, .. MemoryModel] },
        { "SPIR-V word 5: OpNop has a word count of 0", [.. Header, 0] },
        { "SPIR-V word 5: OpTypeVoid has 2 words, but the module ends after 1", [.. Header, 0x00020013] },
        { "SPIR-V word 8: OpCapability stands out of order: OpFunction is expected, or an earlier section (SPIR-V §2.4)", [.. Header, .. MemoryModel, .. Words(Opcode.Capability, 1)] },
        { "SPIR-V word 8: OpReturn stands outside a function", [.. Header, .. MemoryModel, .. Words(Opcode.Return)] },
        { "SPIR-V word 8: id %10 is not below the bound of 10", [.. Header, .. MemoryModel, .. Words(Opcode.TypeVoid, 10)] },
        { "SPIR-V word 10: id %1 is defined twice", [.. Header, .. MemoryModel, .. Words(Opcode.TypeVoid, 1), .. Words(Opcode.TypeBool, 1)] },
        { "SPIR-V word 8: OpTypeVector uses id %2, which is not defined", [.. Header, .. MemoryModel, .. Words(Opcode.TypeVector, 1, 2, 4)] },
        { "SPIR-V word 8: OpTypeRuntimeArray uses id %2 before it is defined", [.. Header, .. MemoryModel, .. Words(Opcode.TypeRuntimeArray, 1, 2), .. Words(Opcode.TypeBool, 2)] },
        { "SPIR-V word 8: OpTypeRuntimeArray uses id %1 before it is defined", [.. Header, .. MemoryModel, .. Words(Opcode.TypeRuntimeArray, 1, 1)] },
        { "SPIR-V word 13: the type of OpConstantTrue, %2, is an OpConstantTrue", [.. Header, .. MemoryModel, .. Words(Opcode.TypeBool, 1), .. Words(Opcode.ConstantTrue, 1, 2), .. Words(Opcode.ConstantTrue, 2, 3)] },
        {
            "SPIR-V word 14: id %1 was declared as a pointer, but is an OpTypeStruct",
            [.. Header, .. MemoryModel, .. Words(Opcode.TypeForwardPointer, 1, 12), .. Words(Opcode.TypeStruct, 2, 1), .. Words(Opcode.TypeStruct, 1, 2)]
        },
        { "SPIR-V word 20: the module ends inside a function", [.. Header, .. MemoryModel, .. Void, .. Words(Opcode.Function, 1, 3, 0, 2), .. Words(Opcode.Label, 4)] },
        {
            "SPIR-V word 20: OpFunctionEnd stands in a block that has no terminator yet",
            [.. Header, .. MemoryModel, .. Void, .. Words(Opcode.Function, 1, 3, 0, 2), .. Words(Opcode.Label, 4), .. Words(Opcode.FunctionEnd)]
        },
        {
            "SPIR-V word 18: OpReturn stands where OpLabel or OpFunctionEnd is expected",
            [.. Header, .. MemoryModel, .. Void, .. Words(Opcode.Function, 1, 3, 0, 2), .. Words(Opcode.Return)]
        },
        {
            "SPIR-V word 20: OpTypeBool stands in a function",
            [.. Header, .. MemoryModel, .. Void, .. Words(Opcode.Function, 1, 3, 0, 2), .. Words(Opcode.Label, 4), .. Words(Opcode.TypeBool, 5)]
        },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_module_is_refused_with_the_word_and_the_reason(string message, uint[] words) =>
        Assert.Equal(message, Assert.Throws<SpirvFormatException>(() => Read(words)).Message);

    [Fact]
    public void A_module_of_half_a_word_is_refused() =>
        Assert.Equal("SPIR-V: the module has 22 bytes, which is not a whole number of words", Assert.Throws<SpirvFormatException>(() => ModuleReader.Read(new byte[22])).Message);

    [Fact]
    public void A_module_beyond_the_limit_is_refused_before_it_is_read() =>
        Assert.Equal("SPIR-V: the module has 4194308 bytes, at most 4194304 are read", Assert.Throws<SpirvFormatException>(() => ModuleReader.Read(new byte[ModuleReader.MaxBytes + 4])).Message);

    // An array of an array of an array …: sizes that would overflow and names that would grow without end.
    [Fact]
    public void Deeply_nested_types_neither_overflow_nor_exhaust()
    {
        const int Depth = 20_000;
        var words = new List<uint> { 0x07230203, 0x00010300, 0, Depth + 20, 0 };
        words.AddRange(Words(Opcode.Capability, 1));
        words.AddRange(MemoryModel);
        words.AddRange([.. Words(Opcode.EntryPoint, 5, 4, 0x006E6961 << 8 | 'm', 0), .. Words(Opcode.ExecutionMode, 4, 17, 1, 1, 1)]);
        words.AddRange([.. Words(Opcode.TypeVoid, 1), .. Words(Opcode.TypeFunction, 2, 1), .. Words(Opcode.TypeInt, 5, 32, 0), .. Words(Opcode.Constant, 5, 6, 0xFFFFFFFF)]);
        for (uint i = 0; i < Depth; i++) words.AddRange(Words(Opcode.TypeArray, i + 7, i == 0 ? 5 : i + 6, 6));
        words.AddRange([.. Words(Opcode.TypePointer, Depth + 7, 4, Depth + 6), .. Words(Opcode.Variable, Depth + 7, Depth + 8, 4)]);
        words.AddRange([.. Words(Opcode.Function, 1, 4, 0, 2), .. Words(Opcode.Label, 3), .. Words(Opcode.Return), .. Words(Opcode.FunctionEnd)]);

        SpirvModule module = Read([.. words]);

        Assert.True(Disassembler.Disassemble(module).Length < 200 * Depth);
        Assert.Equal("SPIR-V word 34: OpTypeArray takes 17179869180 bytes, more than any binding", Assert.Throws<SpirvFormatException>(() => Lucid.Spirv.Reflection.ModuleReflection.Of(module)).Message);
    }

    [Fact]
    public void Many_equal_names_are_told_apart_quickly()
    {
        const int Count = 100_000;
        var words = new List<uint> { 0x07230203, 0x00010300, 0, Count + 1, 0 };
        words.AddRange(MemoryModel);
        for (uint i = 1; i <= Count; i++) words.AddRange(Words(Opcode.Name, i, 'x'));
        for (uint i = 1; i <= Count; i++) words.AddRange(Words(Opcode.TypeVoid, i));

        Assert.EndsWith($" %x_{Count - 2} = OpTypeVoid\n", Disassembler.Disassemble(Read([.. words])), StringComparison.Ordinal);
    }

    private static uint[] Void => [.. Words(Opcode.TypeVoid, 1), .. Words(Opcode.TypeFunction, 2, 1)];

    private static SpirvModule Read(params uint[][] parts) => ModuleReader.Read(MemoryMarshal.AsBytes(parts.SelectMany(part => part).ToArray().AsSpan()));

    private static uint[] Words(Opcode opcode, params uint[] words) => [((uint)(words.Length + 1) << 16) | (uint)opcode, .. words];
}
