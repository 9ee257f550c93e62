namespace Lucid.VulkanBindings;

/// <summary>
/// A C program that prints what the C compiler makes of Khronos' header for everything bound: the size of each struct, the offset
/// of each field, the value of each enumerator, under their C# names. Its output is the table that the bindings are tested
/// against; it shares nothing with the generator but the names.
/// </summary>
internal static class AbiProbe
{
    public static string Write(BindingModel model)
    {
        var writer = new SourceWriter();
        writer.Line("/* Written by tools/Lucid.VulkanBindings. */");
        // Portability subset is still declared as provisional.
        writer.Line("#define VK_ENABLE_BETA_EXTENSIONS");
        writer.Line("#include <vulkan/vulkan.h>");
        writer.Line("#include <stddef.h>");
        writer.Line("#include <stdio.h>");
        writer.Line("#define SIZE(name, type) printf(\"%s %zu\\n\", name, sizeof(type))");
        writer.Line("#define OFFSET(name, type, field) printf(\"%s %zu\\n\", name, offsetof(type, field))");
        writer.Line("#define VALUE(name, value) printf(\"%s %lld\\n\", name, (long long)(value))");
        writer.Line();
        writer.Block("int main(void)", () =>
        {
            foreach (var type in model.Structs)
            {
                writer.Line($"SIZE(\"sizeof {Names.Type(type.Name)}\", {type.Name});");
                foreach (var member in type.Members)
                    writer.Line($"OFFSET(\"{Names.Type(type.Name)}.{Names.Field(member.Name)}\", {type.Name}, {member.Name});");
            }
            foreach (var type in model.Enums)
            {
                foreach (var value in type.Values.Where(v => !Subset.HandWrittenValues.Any(h => h.Value == v)))
                    writer.Line($"VALUE(\"{Names.Type(type.Name)}.{Names.Value(type.Name, value.Name)}\", {value.Name});");
            }
            writer.Line("return 0;");
        });
        return writer.ToString();
    }
}
