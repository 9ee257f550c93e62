using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucid.Vulkan;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>
/// The bindings against <c>abi.txt</c>, which a C compiler printed from Khronos' header: the size of every struct, the offset of
/// every field, the value of every enumerator, and nothing besides.
/// </summary>
public sealed unsafe class AbiTests
{
    private static readonly Assembly _bindings = typeof(Vk).Assembly;

    /// <summary>What is not in the header that the table was made from.</summary>
    private static readonly Type[] _byHand =
    [
        typeof(ComponentTypeKHR), typeof(ScopeKHR), typeof(PhysicalDeviceCooperativeMatrixFeaturesKHR), typeof(CooperativeMatrixPropertiesKHR),
        typeof(PhysicalDeviceCooperativeMatrixPropertiesKHR), typeof(Bool32), typeof(Version32),
    ];

    [Fact]
    public void Every_struct_has_the_size_it_has_in_C()
    {
        Assert.Equal(Table("sizeof"), Structs().Select(t => Line($"sizeof {t.Name}", SizeOf(t))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_field_lies_where_it_lies_in_C()
    {
        var offsets = Structs().SelectMany(t => t.GetFields().Select(f => Line($"{t.Name}.{f.Name}", OffsetOf(f))));
        Assert.Equal(Table("field"), offsets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_enumerator_has_the_value_it_has_in_C()
    {
        string[] notInTheHeader = [nameof(StructureType.PhysicalDeviceCooperativeMatrixFeaturesKhr), nameof(StructureType.CooperativeMatrixPropertiesKhr), nameof(StructureType.PhysicalDeviceCooperativeMatrixPropertiesKhr)];
        var values = Enums().SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => !notInTheHeader.Contains(f.Name))
            .Select(f => Line($"{t.Name}.{f.Name}", Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture))))
            .ToHashSet(StringComparer.Ordinal);
        // Flags get a None = 0 of their own where C has no such name.
        var added = values.Where(v => v.EndsWith(".None 0", StringComparison.Ordinal));
        Assert.Equal(Table("value"), values.Except(added).Union(Table("value").Intersect(added)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Handles_and_callbacks_are_as_wide_as_in_C()
    {
        var pointers = new[] { typeof(Instance), typeof(PhysicalDevice), typeof(Device), typeof(Queue), typeof(CommandBuffer) };
        foreach (var type in _bindings.GetExportedTypes().Where(IsHandle))
            Assert.Equal((type, pointers.Contains(type) ? sizeof(nint) : 8), (type, SizeOf(type)));
        foreach (var type in _bindings.GetExportedTypes().Where(IsCallback))
            Assert.Equal((type, sizeof(nint)), (type, SizeOf(type)));
        Assert.Equal(4, sizeof(Bool32));
    }

    /// <summary>Counted by hand from the specification of VK_KHR_cooperative_matrix, 64-bit pointers.</summary>
    [Fact]
    public void The_handwritten_structs_are_laid_out_as_the_specification_has_them()
    {
        Assert.Equal(24, sizeof(PhysicalDeviceCooperativeMatrixFeaturesKHR));
        Assert.Equal(24, sizeof(PhysicalDeviceCooperativeMatrixPropertiesKHR));
        Assert.Equal(56, sizeof(CooperativeMatrixPropertiesKHR));
        Assert.Equal(28, Marshal.OffsetOf<CooperativeMatrixPropertiesKHR>(nameof(CooperativeMatrixPropertiesKHR.AType)));
        Assert.Equal(48, Marshal.OffsetOf<CooperativeMatrixPropertiesKHR>(nameof(CooperativeMatrixPropertiesKHR.Scope)));
        Assert.Equal(1_000_506_000, (int)StructureType.PhysicalDeviceCooperativeMatrixFeaturesKhr);
        Assert.Equal(1_000_506_001, (int)StructureType.CooperativeMatrixPropertiesKhr);
        Assert.Equal(1_000_506_002, (int)StructureType.PhysicalDeviceCooperativeMatrixPropertiesKhr);
    }

    private static IEnumerable<Type> Structs() => _bindings.GetExportedTypes()
        .Where(t => t.IsValueType && !t.IsEnum && !t.IsNested && !IsHandle(t) && !IsCallback(t) && !_byHand.Contains(t));

    private static IEnumerable<Type> Enums() => _bindings.GetExportedTypes().Where(t => t.IsEnum && !_byHand.Contains(t));

    private static bool IsHandle(Type type) => type.IsValueType && type.GetProperty("Handle") is { } handle && (handle.PropertyType == typeof(nint) || handle.PropertyType == typeof(ulong));

    private static bool IsCallback(Type type) => type.IsValueType && type.Name.StartsWith("Pfn", StringComparison.Ordinal);

    /// <summary>The table's lines of one kind, sorted: "sizeof Struct n", "Struct.Field n" or "Enum.Value n".</summary>
    private static List<string> Table(string kind)
    {
        var enums = Enums().Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return File.ReadLines(TablePath()).Where(line => Kind(line) == kind).Order(StringComparer.Ordinal).ToList();

        string Kind(string line) => line.StartsWith("sizeof ", StringComparison.Ordinal) ? "sizeof" : enums.Contains(line[..line.IndexOf('.', StringComparison.Ordinal)]) ? "value" : "field";
    }

    private static string TablePath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lucid.sln")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "Lucid.Runtime.Tests", "Vulkan", "abi.txt");
    }

    private static string Line(string name, long number) => string.Create(CultureInfo.InvariantCulture, $"{name} {number}");

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>The offset in the runtime's own layout, which is what the driver gets a pointer to.</summary>
    private static nint OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(nint), [typeof(nint)], typeof(AbiTests).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Ret);
        var instance = stackalloc byte[8192];
        return method.CreateDelegate<Func<nint, nint>>()((nint)instance);
    }
}
