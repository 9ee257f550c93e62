using Lucid.VulkanBindings;
using Xunit;

namespace Lucid.Tools.Tests.VulkanBindings;

/// <summary>The traps of vk.xml, each in a registry of a few lines.</summary>
public sealed class RegistryTests
{
    [Fact]
    public void Elements_for_other_apis_are_left_out()
    {
        var registry = Registry.Parse("""
            <registry>
              <types>
                <type category="struct" name="VkA"><member><type>uint32_t</type> <name>x</name></member><member api="vulkansc"><type>uint32_t</type> <name>y</name></member></type>
                <type category="struct" name="VkA" api="vulkansc"><member><type>uint64_t</type> <name>z</name></member></type>
              </types>
              <commands>
                <command><proto><type>void</type> <name>vkDo</name></proto><param><type>VkA</type> <name>a</name></param><param api="vulkansc"><type>VkA</type> <name>b</name></param></command>
                <command api="vulkansc"><proto><type>void</type> <name>vkDo</name></proto></command>
              </commands>
            </registry>
            """);
        Assert.Equal(["x"], Assert.IsType<StructType>(registry.Type("VkA")).Members.Select(m => m.Name));
        Assert.Equal(["a"], registry.Command("vkDo").Parameters.Select(p => p.Name));
    }

    [Fact]
    public void An_extensions_values_count_from_its_number()
    {
        var values = Values("""
            <enums name="VkE" type="enum"><enum value="1" name="VK_E_ONE"/></enums>
            <feature api="vulkan" name="VK_VERSION_1_1" number="1.1"><require>
              <enum extends="VkE" extnumber="95" offset="2" name="VK_E_PROMOTED"/>
            </require></feature>
            <extensions>
              <extension name="VK_X" number="3" supported="vulkan"><require>
                <enum extends="VkE" offset="4" name="VK_E_OWN"/>
                <enum extends="VkE" offset="5" dir="-" name="VK_E_ERROR"/>
                <enum extends="VkE" extnumber="95" offset="2" name="VK_E_PROMOTED"/>
                <enum extends="VkE" name="VK_E_OTHER_NAME" alias="VK_E_ONE"/>
              </require></extension>
              <extension name="VK_OFF" number="4" supported="disabled"><require><enum extends="VkE" offset="0" name="VK_E_OFF"/></require></extension>
            </extensions>
            """);
        Assert.Equal(
            [new("VK_E_ONE", 1, null), new("VK_E_PROMOTED", 1_000_094_002, null), new("VK_E_OWN", 1_000_002_004, "VK_X"), new("VK_E_ERROR", -1_000_002_005, "VK_X")],
            values);
    }

    [Fact]
    public void Bits_reach_beyond_32()
    {
        var values = Values("""<enums name="VkE" type="bitmask" bitwidth="64"><enum bitpos="33" name="VK_E_HIGH"/><enum value="0x00000003" name="VK_E_BOTH"/></enums>""");
        Assert.Equal([0x2_0000_0000, 3], values.Select(v => v.Value));
    }

    [Fact]
    public void A_promoted_name_leads_to_the_type_and_the_command_it_was_promoted_to()
    {
        var registry = Registry.Parse("""
            <registry>
              <types><type category="struct" name="VkAKHR" alias="VkA"/><type category="struct" name="VkA"><member><type>float</type> <name>x</name></member></type></types>
              <commands><command name="vkDoKHR" alias="vkDo"/><command><proto><type>void</type> <name>vkDo</name></proto></command></commands>
            </registry>
            """);
        Assert.Equal("VkA", registry.Type("VkAKHR").Name);
        Assert.Equal("vkDo", registry.Command("vkDoKHR").Name);
    }

    [Fact]
    public void A_declarator_is_taken_apart()
    {
        var registry = Registry.Parse("""
            <registry><types><type category="struct" name="VkA">
              <member len="count,null-terminated">const <type>char</type>* const*      <name>ppNames</name><comment>text * [1]</comment></member>
              <member><type>uint8_t</type> <name>uuid</name>[<enum>VK_UUID_SIZE</enum>]</member>
              <member values="VK_STRUCTURE_TYPE_A"><type>VkStructureType</type> <name>sType</name></member>
            </type></types></registry>
            """);
        var members = Assert.IsType<StructType>(registry.Type("VkA")).Members;
        Assert.Equal(new Declaration("ppNames", "char", 2, true, null) { Length = "count,null-terminated" }, members[0]);
        Assert.Equal(new Declaration("uuid", "uint8_t", 0, false, "VK_UUID_SIZE"), members[1]);
        Assert.Equal(new Declaration("sType", "VkStructureType", 0, false, null) { Value = "VK_STRUCTURE_TYPE_A" }, members[2]);
    }

    [Theory]
    [InlineData("<member><type>uint32_t</type> <name>x</name>:24</member>")]
    [InlineData("<member><type>float</type> <name>x</name>[3][4]</member>")]
    public void What_cannot_be_laid_out_is_no_struct(string member)
    {
        var registry = Registry.Parse($"""<registry><types><type category="struct" name="VkA">{member}</type></types></registry>""");
        Assert.Contains("only one-dimensional arrays", Assert.IsType<UnsupportedType>(registry.Type("VkA")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_is_said()
    {
        var registry = Registry.Parse("<registry/>");
        Assert.Equal("The registry has no command 'vkNothing'.", Assert.Throws<KeyNotFoundException>(() => registry.Command("vkNothing")).Message);
    }

    private static List<EnumValue> Values(string body) =>
        Assert.IsType<EnumType>(Registry.Parse($"""<registry><types><type category="enum" name="VkE"/></types>{body}</registry>""").Type("VkE")).Values;
}
