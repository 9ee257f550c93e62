using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Spirv.Reflection;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class SpecConstantTests
{
    private static readonly Dictionary<uint, ScalarValue> Values = new() { [0] = 64u, [1] = 2u, [2] = 30u, [3] = 0.5f, [4] = true };

    [Fact]
    public void Frozen_constants_and_what_follows_from_them_read_as_in_the_golden_file() =>
        Golden.Match("spirv/freeze_spec_constants/kernel", Disassembler.Disassemble(FreezeSpecConstants.Run(Kernel(), Values)));

    [FactNeeding(Resource.SpirvTools)]
    public void A_frozen_module_is_valid()
    {
        ShaderTools.AssertValid(ModuleWriter.Write(FreezeSpecConstants.Run(Kernel(), Values)));
        ShaderTools.AssertValid(ModuleWriter.Write(FreezeSpecConstants.Run(Kernel())));
        ShaderTools.AssertValid(ModuleWriter.Write(FreezeSpecConstants.Run(Kernel(), new Dictionary<uint, ScalarValue> { [0] = 16u, [3] = 1f })));
    }

    [Fact]
    public void Constants_that_are_not_named_can_still_be_specialised()
    {
        ModuleReflection reflection = ModuleReflection.Of(FreezeSpecConstants.Run(Kernel(), new Dictionary<uint, ScalarValue> { [2] = 8u, [1] = 4u }));

        Assert.Equal([0u, 3u, 4u], reflection.SpecConstants.Select(constant => constant.SpecId));
        Assert.Equal([0u, null, null], reflection.LocalSizeSpecIds.AsEnumerable());
        Assert.Equal(new WorkgroupSize(1, 4, 1), reflection.LocalSize);
    }

    [Fact]
    public void New_defaults_leave_the_constants_specialisable()
    {
        ModuleReflection reflection = ModuleReflection.Of(SetSpecConstants.Run(Kernel(), Values));

        Assert.Equal([64u, 2u, 30u, 0.5f, true], reflection.SpecConstants.Select(constant => constant.Default));
        Assert.Equal(new WorkgroupSize(64, 2, 1), reflection.LocalSize);
    }

    [Fact]
    public void A_constant_that_is_not_there_is_refused_naming_those_that_are()
    {
        var exception = Assert.Throws<ArgumentException>(() => FreezeSpecConstants.Run(Kernel(), new Dictionary<uint, ScalarValue> { [9] = 1u }));

        Assert.Equal("the module has no specialisation constant 9; it has 0, 1, 2, 3, 4", exception.Message);
    }

    [Fact]
    public void A_value_of_another_type_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => SetSpecConstants.Run(Kernel(), new Dictionary<uint, ScalarValue> { [3] = 1 }));

        Assert.Equal("specialisation constant 3 'slope' is a float, 1 is a int", exception.Message);
    }

    // GLSL leaves the sign of a % b undefined for negative operands; glslang writes OpSMod, whose sign is b's.
    public static TheoryData<string, ScalarValue> Operations => new()
    {
        { "s + t", 17 + -5 }, { "s - t", 17 - -5 }, { "s * t", 17 * -5 }, { "s / t", 17 / -5 }, { "s % t", -3 }, { "s >> 1", 17 >> 1 }, { "t >> 1", -5 >> 1 },
        { "t << 2", -5 << 2 }, { "-s", -17 }, { "~s", ~17 }, { "s & t", 17 & -5 }, { "s | t", 17 | -5 }, { "s ^ t", 17 ^ -5 }, { "s < t ? s : t", -5 },
        { "a + b", unchecked(17u + 0xfffffff0u) }, { "a - b", unchecked(17u - 0xfffffff0u) }, { "a * b", unchecked(17u * 0xfffffff0u) }, { "b / a", 0xfffffff0u / 17u },
        { "b % a", 0xfffffff0u % 17u }, { "b >> 3", 0xfffffff0u >> 3 }, { "b << 3", 0xffffff80u }, { "uint(t)", unchecked((uint)-5) }, { "int(b)", unchecked((int)0xfffffff0u) },
        { "s < t", false }, { "s <= s", true }, { "s > t", true }, { "t >= s", false }, { "s == t", false }, { "s != t", true }, { "a < b", true },
        { "b <= a", false }, { "b > a", true }, { "a >= a", true }, { "a == b", false }, { "!(a == b)", true }, { "s < t && a < b", false }, { "s < t || a < b", true },
        { "(s < t) == (a < b)", false }, { "(s < t) != (a < b)", true }, { "uint(s < t)", 0u }, { "gl_WorkGroupSize.y + a", 17u + 3u },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_on_constants_is_computed_as_the_standard_says(string operation, ScalarValue expected)
    {
        ModuleIndex index = Computed.Value;
        string name = NameOf(operation);
        Instruction result = Assert.Single(index.Module.Names, other => other.StringAt(1) == name);

        Assert.DoesNotContain("Spec", index.Definition(result.IdAt(0)).Opcode.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected, ScalarValue.FromBits(expected.Kind, index.ConstantBits(result.IdAt(0))!.Value));
    }

    // All operations in one module: the compiler takes a tenth of a second a call.
    private static readonly Lazy<ModuleIndex> Computed = new(() =>
    {
        (string Operation, ScalarValue Expected)[] operations = [.. Operations.Select(row => ((string)row[0], (ScalarValue)row[1]))];
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile($$"""
            #version 450
            layout(local_size_x = 4, local_size_y_id = 4) in;
            layout(constant_id = 0) const int s = 0;
            layout(constant_id = 1) const int t = 0;
            layout(constant_id = 2) const uint a = 0;
            layout(constant_id = 3) const uint b = 0;
            {{string.Concat(operations.Select(row => $"const {ShaderType.Of(row.Expected.Kind)} {NameOf(row.Operation)} = {row.Operation};\n"))}}
            layout(set = 0, binding = 0) buffer Data { uint x[]; };
            void main() { {{string.Concat(operations.Select(row => $"x[gl_LocalInvocationIndex] += uint({NameOf(row.Operation)});\n"))}} }
            """));
        return new ModuleIndex(FreezeSpecConstants.Run(module, new Dictionary<uint, ScalarValue> { [0] = 17, [1] = -5, [2] = 17u, [3] = 0xfffffff0u, [4] = 3u }));
    });

    private static string NameOf(string operation) => "result_" + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(operation));

    [Theory]
    [InlineData(0u, 7u)]
    [InlineData(3u, 5u)]
    public void A_choice_between_vectors_is_made(uint n, uint expected)
    {
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(constant_id = 0) const uint n = 0;
            const uvec4 chosen = n != 0u ? uvec4(5u) : uvec4(7u);
            layout(set = 0, binding = 0) buffer Data { uvec4 x; };
            void main() { x = chosen; }
            """));

        ModuleIndex index = new(FreezeSpecConstants.Run(module, new Dictionary<uint, ScalarValue> { [0] = n }));

        Assert.DoesNotContain(index.Module.Globals, global => global.Opcode == Opcode.SpecConstantOp);
        Instruction vector = index.Definition(Assert.Single(index.Module.Names, name => name.StringAt(1) == "chosen").IdAt(0));
        Assert.All(vector.Uses.Skip(1), component => Assert.Equal(expected, index.ConstantBits(component)));
        ShaderTools.AssertValid(ModuleWriter.Write(index.Module));
    }

    [Fact]
    public void A_division_by_zero_is_left_to_the_device()
    {
        SpirvModule frozen = FreezeSpecConstants.Run(ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(constant_id = 0) const uint n = 0;
            const uint quotient = 1 / n;
            layout(set = 0, binding = 0) buffer Data { uint x; };
            void main() { x = quotient; }
            """)));

        Assert.Contains(frozen.Globals, global => global.Opcode == Opcode.SpecConstantOp);
    }

    [Fact]
    public void A_fixed_workgroup_is_one_wherever_the_module_says_its_size()
    {
        SpirvModule module = SetLocalSize.Run(Kernel(), 16, 8, 2);

        ModuleReflection reflection = ModuleReflection.Of(module);
        Assert.Equal(new WorkgroupSize(16, 8, 2), reflection.LocalSize);
        Assert.Equal([2u, 3u, 4u], reflection.SpecConstants.Select(constant => constant.SpecId));
        Instruction size = Assert.Single(module.Globals, global => global.Opcode == Opcode.ConstantComposite && new ModuleIndex(module).HasDecoration(global.Result!.Value, Decoration.BuiltIn));
        Assert.Equal([16u, 8u, 2u], size.Uses.Skip(1).Select(axis => new ModuleIndex(module).ConstantBits(axis)!.Value));
    }

    [TheoryNeeding(Resource.SpirvTools)]
    [MemberData(nameof(ModuleReaderTests.ModuleNames), MemberType = typeof(ModuleReaderTests))]
    public void A_module_with_a_fixed_workgroup_is_valid(string name)
    {
        ShaderTools.AssertValid(ModuleWriter.Write(SetLocalSize.Run(ModuleReader.Read(ModuleReaderTests.Module(name)), 16, 4, 2)), name, name == "spirv-1.6" ? "vulkan1.3" : "vulkan1.1");
    }

    private static SpirvModule Kernel() => ModuleReader.Read(Samples.Kernel);
}
