using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Lucid.Vulkan;

/// <summary>
/// Vulkan's commands, without their <c>vk</c>. One <see cref="Vk"/> speaks for one instance (the first that it creates, or
/// <see cref="CurrentInstance"/>). Commands go through the loader, which finds the right driver for any device of that instance;
/// set <see cref="CurrentDevice"/> to call that device's driver directly, from then on for that device only.
/// </summary>
public sealed unsafe partial class Vk : IDisposable
{
    private readonly delegate* unmanaged<Instance, byte*, nint> _getInstanceProcAddr;
    private CommandTable _commands;
    private Instance? _currentInstance;
    private Device? _currentDevice;

    private Vk(nint getInstanceProcAddr)
    {
        _getInstanceProcAddr = (delegate* unmanaged<Instance, byte*, nint>)getInstanceProcAddr;
        _commands = Load();
    }

    public static Version32 Version10 => new(1, 0, 0);

    public static Version32 Version11 => new(1, 1, 0);

    public static Version32 Version12 => new(1, 2, 0);

    public static Version32 Version13 => new(1, 3, 0);

    /// <summary>The instance whose commands are called; set by <c>CreateInstance</c> if there is none yet, and by hand for an instance made elsewhere.</summary>
    public Instance? CurrentInstance
    {
        get => _currentInstance;
        set
        {
            _currentInstance = value;
            _commands = Load();
        }
    }

    /// <summary>The device whose driver is called without going through the loader; null to serve every device of the instance.</summary>
    public Device? CurrentDevice
    {
        get => _currentDevice;
        set
        {
            _currentDevice = value;
            _commands = Load();
        }
    }

    /// <summary>Opens the system's Vulkan loader.</summary>
    /// <exception cref="VulkanLoaderException">There is none.</exception>
    public static Vk GetApi() => GetApi(VulkanLibrary.DefaultNames);

    /// <summary>Opens the first of these libraries that there is: a loader or a driver, by name or path.</summary>
    /// <exception cref="VulkanLoaderException">None can be opened.</exception>
    public static Vk GetApi(IReadOnlyList<string> libraryNames) => new(VulkanLibrary.Open(libraryNames));

    public static Version32 MakeVersion(uint major, uint minor, uint patch = 0) => new(major, minor, patch);

    public Result CreateInstance(InstanceCreateInfo* pCreateInfo, AllocationCallbacks* pAllocator, Instance* pInstance)
    {
        var result = CallCreateInstance(pCreateInfo, pAllocator, pInstance);
        if (result == Result.Success && _currentInstance is null)
            CurrentInstance = *pInstance;
        return result;
    }

    public void DestroyInstance(Instance instance, AllocationCallbacks* pAllocator)
    {
        CallDestroyInstance(instance, pAllocator);
        if (_currentInstance != instance)
            return;
        _currentDevice = null;
        CurrentInstance = null;
    }

    public void DestroyDevice(Device device, AllocationCallbacks* pAllocator)
    {
        CallDestroyDevice(device, pAllocator);
        if (_currentDevice == device)
            CurrentDevice = null;
    }

    /// <summary>The commands of an extension that is enabled on the instance; false if one of them is missing.</summary>
    public bool TryGetInstanceExtension<T>(Instance instance, [NotNullWhen(true)] out T? ext) where T : class, INativeExtension<T> =>
        TryCreate(new CommandTable(T.Commands, command => InstanceCommand(instance, command.Name)), out ext);

    /// <summary>
    /// The commands of an extension that is enabled on the device; false if one of them is missing. Those that are called on
    /// a physical device belong to the instance even where a device extension brings them.
    /// </summary>
    public bool TryGetDeviceExtension<T>(Instance instance, Device device, [NotNullWhen(true)] out T? ext) where T : class, INativeExtension<T> =>
        TryCreate(new CommandTable(T.Commands, command => command.IsDeviceLevel
            ? DeviceCommand(instance, device, command.Name)
            : InstanceCommand(instance, command.Name)), out ext);

    /// <summary>Whether the loader or a driver (or the named layer) offers the instance extension.</summary>
    public bool IsInstanceExtensionPresent(string extension, string? layer = null)
    {
        var layerName = layer is null ? null : Encoding.UTF8.GetBytes(layer + '\0');
        fixed (byte* pLayerName = layerName)
        {
            uint count = 0;
            if (EnumerateInstanceExtensionProperties(pLayerName, &count, null) != Result.Success || count == 0)
                return false;
            var properties = new ExtensionProperties[count];
            fixed (ExtensionProperties* pProperties = properties)
                return EnumerateInstanceExtensionProperties(pLayerName, &count, pProperties) >= Result.Success && Contains(properties.AsSpan(0, (int)count), extension);
        }
    }

    /// <summary>Whether the device (or the named layer) offers the device extension.</summary>
    public bool IsDeviceExtensionPresent(PhysicalDevice device, string extension, string? layer = null)
    {
        var layerName = layer is null ? null : Encoding.UTF8.GetBytes(layer + '\0');
        fixed (byte* pLayerName = layerName)
        {
            uint count = 0;
            if (EnumerateDeviceExtensionProperties(device, pLayerName, &count, null) != Result.Success || count == 0)
                return false;
            var properties = new ExtensionProperties[count];
            fixed (ExtensionProperties* pProperties = properties)
                return EnumerateDeviceExtensionProperties(device, pLayerName, &count, pProperties) >= Result.Success && Contains(properties.AsSpan(0, (int)count), extension);
        }
    }

    /// <summary>Forgets the instance and the device. It destroys neither: they are the caller's.</summary>
    public void Dispose()
    {
        _currentDevice = null;
        CurrentInstance = null;
    }

    private static bool TryCreate<T>(CommandTable commands, [NotNullWhen(true)] out T? ext) where T : class, INativeExtension<T>
    {
        ext = commands.IsComplete ? T.Create(commands) : null;
        return ext is not null;
    }

    private static bool Contains(ReadOnlySpan<ExtensionProperties> properties, string extension)
    {
        foreach (ref readonly var property in properties)
        {
            fixed (byte* name = property.ExtensionName)
            {
                if (Marshal.PtrToStringUTF8((nint)name) == extension)
                    return true;
            }
        }
        return false;
    }

    /// <summary>The table for the current instance and device; without an instance only the commands that need none are found.</summary>
    private CommandTable Load()
    {
        var instance = _currentInstance ?? default;
        return new CommandTable(_names, command => command.Name switch
        {
            // Loaders before 1.2 do not find this one through itself.
            "vkGetInstanceProcAddr" => (nint)_getInstanceProcAddr,
            _ when command.IsDeviceLevel && _currentDevice is { } device => DeviceCommand(instance, device, command.Name),
            _ => InstanceCommand(instance, command.Name),
        });
    }

    private nint InstanceCommand(Instance instance, string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            return _getInstanceProcAddr(instance, text);
    }

    private nint DeviceCommand(Instance instance, Device device, string name)
    {
        var getDeviceProcAddr = (delegate* unmanaged<Device, byte*, nint>)InstanceCommand(instance, "vkGetDeviceProcAddr");
        if (getDeviceProcAddr == null)
            return 0;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            return getDeviceProcAddr(device, text);
    }
}
