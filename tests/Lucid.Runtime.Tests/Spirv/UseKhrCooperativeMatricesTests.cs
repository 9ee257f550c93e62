using Lucid.Shaders;
using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

/// <summary>Modules made with NVIDIA's extension become Khronos'. Whether a device agrees, CooperativeScheduleTests of the conformance tests say.</summary>
public sealed class UseKhrCooperativeMatricesTests
{
    [Fact]
    public void Types_loads_stores_and_products_take_their_khronos_forms()
    {
        SpirvModule module = UseKhrCooperativeMatrices.Run(Compile("""
            fcoopmatNV<16, gl_ScopeSubgroup, M, K> left;
            fcoopmatNV<16, gl_ScopeSubgroup, K, N> right;
            fcoopmatNV<32, gl_ScopeSubgroup, M, N> sum = fcoopmatNV<32, gl_ScopeSubgroup, M, N>(0.0);
            coopMatLoadNV(left, a, 0, 16, false);
            coopMatLoadNV(right, a, 256, 8, true);
            sum = coopMatMulAddNV(left, right, sum);
            coopMatStoreNV(sum, c, 0, 24, true);
            """));

        // A second reading checks ids, their order and every operand.
        module = ModuleReader.Read(ModuleWriter.Write(module));
        ModuleIndex index = new(module);
        Assert.DoesNotContain(module.Instructions, instruction => instruction.Opcode is >= Opcode.TypeCooperativeMatrixNV and <= Opcode.CooperativeMatrixLengthNV);
        Assert.Contains(module.Capabilities, capability => capability.Words[0] == (uint)Capability.CooperativeMatrixKHR);
        Assert.DoesNotContain(module.Capabilities, capability => capability.Words[0] == (uint)Capability.CooperativeMatrixNV);
        Assert.Equal(["SPV_KHR_cooperative_matrix", "SPV_KHR_vulkan_memory_model"], module.Extensions.Select(extension => extension.StringAt(0)).Order(StringComparer.Ordinal));

        Instruction[] all = [.. module.Instructions];
        Instruction product = Assert.Single(all, instruction => instruction.Opcode == Opcode.CooperativeMatrixMulAddKHR);
        Assert.Equal([0, 1, 2], new[] { 2, 3, 4 }.Select(operand => index.ConstantBits(index.TypeOf(product.IdAt(operand)).IdAt(5))!.Value));
        // Of a load: result type, result, pointer, layout, stride; of a store: pointer, object, layout, stride.
        Instruction[] loads = [.. all.Where(instruction => instruction.Opcode == Opcode.CooperativeMatrixLoadKHR)];
        Assert.Equal([(0u, 16u), (1u, 8u)], loads.Select(load => (index.ConstantBits(load.IdAt(3))!.Value, index.ConstantBits(load.IdAt(4))!.Value)));
        Instruction store = Assert.Single(all, instruction => instruction.Opcode == Opcode.CooperativeMatrixStoreKHR);
        Assert.Equal((1u, 24u), (index.ConstantBits(store.IdAt(2))!.Value, index.ConstantBits(store.IdAt(3))!.Value));
    }

    [Fact]
    public void The_kernel_of_the_catalogue_keeps_its_size_as_constants()
    {
        SpirvModule module = UseKhrCooperativeMatrices.Run(ModuleReader.Read(ShaderCatalogue.Get("taps/cooperative").Span));
        ModuleIndex index = new(ModuleReader.Read(ModuleWriter.Write(module)));
        string[] sizes = [.. index.Module.Globals.Where(global => global.Opcode == Opcode.TypeCooperativeMatrixKHR)
            .Select(type => $"{index.Name(type.IdAt(3))} x {index.Name(type.IdAt(4))}: {index.ConstantBits(type.IdAt(5))}").Order(StringComparer.Ordinal)];
        Assert.Equal(["INNER x COLUMNS: 1", "ROWS x COLUMNS: 2", "ROWS x INNER: 0"], sizes);
    }

    [Fact]
    public void A_module_without_matrices_is_left_alone()
    {
        SpirvModule module = ModuleReader.Read(ShaderCatalogue.Get("taps/dense_m2_n4_storage").Span);
        Assert.Same(module, UseKhrCooperativeMatrices.Run(module));
    }

    [Fact]
    public void A_type_with_two_parts_in_products_is_refused()
    {
        SpirvModule module = Compile("""
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> left, right;
            fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> sum = fcoopmatNV<32, gl_ScopeSubgroup, 16, 16>(0.0);
            coopMatLoadNV(left, a, 0, 16, false);
            coopMatLoadNV(right, a, 256, 16, true);
            sum = coopMatMulAddNV(left, right, sum);
            """);
        Assert.Contains("has two parts in products", Assert.Throws<SpirvFormatException>(() => UseKhrCooperativeMatrices.Run(module)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_part_of_no_product_is_refused()
    {
        SpirvModule module = Compile("""
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> left;
            coopMatLoadNV(left, a, 0, 16, false);
            """);
        Assert.Contains("is part of no product", Assert.Throws<SpirvFormatException>(() => UseKhrCooperativeMatrices.Run(module)).Message, StringComparison.Ordinal);
    }

    private static SpirvModule Compile(string body) => ModuleReader.Read(ShaderTools.Compile($$"""
        #version 450
        #extension GL_KHR_memory_scope_semantics : require
        #extension GL_NV_cooperative_matrix : require
        #extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
        layout(local_size_x = 32) in;
        layout(constant_id = 5) const uint M = 16;
        layout(constant_id = 6) const uint N = 16;
        layout(constant_id = 7) const uint K = 16;
        layout(set = 0, binding = 0) readonly buffer A { uvec2 a[]; };
        layout(set = 0, binding = 1) buffer C { float c[]; };
        void main()
        {
            {{body}}
        }
        """));
}
