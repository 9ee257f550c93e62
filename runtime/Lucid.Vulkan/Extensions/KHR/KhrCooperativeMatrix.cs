namespace Lucid.Vulkan.Extensions.KHR;

/// <summary>
/// VK_KHR_cooperative_matrix, by hand as its structs are. Its one command is called on a physical device, so it can be had with
/// <see cref="Vk.TryGetInstanceExtension"/> before there is a device.
/// </summary>
public sealed unsafe class KhrCooperativeMatrix : INativeExtension<KhrCooperativeMatrix>
{
    public const string ExtensionName = "VK_KHR_cooperative_matrix";

    private static readonly CommandName[] _names = [new("vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR", false)];

    private readonly CommandTable _commands;

    private KhrCooperativeMatrix(CommandTable commands) => _commands = commands;

    static CommandName[] INativeExtension<KhrCooperativeMatrix>.Commands => _names;

    static KhrCooperativeMatrix INativeExtension<KhrCooperativeMatrix>.Create(CommandTable commands) => new(commands);

    public Result GetPhysicalDeviceCooperativeMatrixProperties(PhysicalDevice physicalDevice, uint* pPropertyCount, CooperativeMatrixPropertiesKHR* pProperties)
        => ((delegate* unmanaged<PhysicalDevice, uint*, CooperativeMatrixPropertiesKHR*, Result>)_commands[0])(physicalDevice, pPropertyCount, pProperties);
}
