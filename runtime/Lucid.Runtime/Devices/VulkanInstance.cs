using Lucid.Vulkan;
using Lucid.Vulkan.Extensions.EXT;

namespace Lucid.Runtime.Devices;

/// <summary>Owns a VkInstance and, where validation is on, its messenger; enumerates physical devices.</summary>
internal sealed unsafe class VulkanInstance : IDisposable
{
    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation";
    private const string ValidationFeatures = "VK_EXT_validation_features";
    private const string PortabilityEnumeration = "VK_KHR_portability_enumeration";

    private readonly ValidationMessages? _messages;
    private readonly ExtDebugUtils? _debug;
    private readonly DebugUtilsMessengerEXT _messenger;
    private readonly bool _isOwned;

    /// <exception cref="VulkanUnavailableException">No loader, no driver.</exception>
    /// <exception cref="VulkanException">The instance cannot be made.</exception>
    public VulkanInstance(VulkanDeviceOptions options)
    {
        Vk = OpenLoader();
        _isOwned = true;
        try
        {
            if (options.EnableValidation)
            {
                CheckValidationLayer();
                _messages = new ValidationMessages(options.OnValidationMessage ?? (message => options.Logger?.ValidationMessage(message)));
            }

            Handle = Create(options);
            if (_messages is null) return;
            if (!Vk.TryGetInstanceExtension(Handle, out _debug)) throw new VulkanException("vkGetInstanceProcAddr", Result.ErrorExtensionNotPresent);
            DebugUtilsMessengerCreateInfoEXT info = _messages.CreateInfo;
            _debug.CreateDebugUtilsMessenger(Handle, in info, null, out _messenger).Check("vkCreateDebugUtilsMessengerEXT");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Takes part in an instance that an engine owns; it is not destroyed.</summary>
    public VulkanInstance(Instance adopted)
    {
        Vk = OpenLoader();
        Vk.CurrentInstance = adopted;
        Handle = adopted;
    }

    public Vk Vk { get; }

    public Instance Handle { get; }

    /// <summary>A <see cref="Lucid.Vulkan.Vk"/> of its own for one device, which calls the driver without the loader between.</summary>
    public Vk ForDevice(Device device)
    {
        Vk vk = OpenLoader();
        vk.CurrentInstance = Handle;
        vk.CurrentDevice = device;
        return vk;
    }

    /// <summary>All physical devices in the loader's order.</summary>
    /// <exception cref="VulkanDriverNotFoundException">There is none.</exception>
    public PhysicalDevice[] PhysicalDevices()
    {
        uint count = 0;
        Vk.EnumeratePhysicalDevices(Handle, &count, null).Check("vkEnumeratePhysicalDevices");
        PhysicalDevice[] devices = new PhysicalDevice[count];
        fixed (PhysicalDevice* pointer = devices)
        {
            if (count > 0) Vk.EnumeratePhysicalDevices(Handle, &count, pointer).Check("vkEnumeratePhysicalDevices");
        }

        return count > 0 ? devices[..(int)count]
            : throw new VulkanDriverNotFoundException($"the Vulkan loader found no driver with a device; {VulkanRemedy.ForDriver}");
    }

    public void Dispose()
    {
        if (_isOwned && Handle != default)
        {
            if (_messenger != default) _debug!.DestroyDebugUtilsMessenger(Handle, _messenger, null);
            Vk.DestroyInstance(Handle, null);
        }

        _messages?.Dispose();
        Vk.Dispose();
    }

    private static Vk OpenLoader()
    {
        try
        {
            return Vk.GetApi();
        }
        catch (VulkanLoaderException exception)
        {
            throw new VulkanLoaderNotFoundException($"no Vulkan loader on this machine (tried {string.Join(", ", exception.NamesTried)}); {VulkanRemedy.ForLoader}", exception);
        }
    }

    private Instance Create(VulkanDeviceOptions options)
    {
        List<string> extensions = [];
        InstanceCreateFlags flags = InstanceCreateFlags.None;
        if (Vk.IsInstanceExtensionPresent(PortabilityEnumeration))
        {
            extensions.Add(PortabilityEnumeration);
            flags |= InstanceCreateFlags.EnumeratePortabilityBitKhr;
        }

        if (_messages is not null) extensions.Add(ExtDebugUtils.ExtensionName);
        bool checkBarriers = options.EnableSynchronizationValidation && _messages is not null;
        if (checkBarriers) extensions.Add(ValidationFeatures);
        using NativeStrings extensionNames = new(extensions);
        using NativeStrings layerNames = new(_messages is null ? [] : [ValidationLayer]);
        using NativeStrings name = new("Lucid");

        ApplicationInfo application = new()
        {
            SType = StructureType.ApplicationInfo,
            PApplicationName = name.First,
            PEngineName = name.First,
            // Not more than what is needed: validation then reports whatever goes beyond it.
            ApiVersion = Vk.Version11,
        };
        DebugUtilsMessengerCreateInfoEXT messenger = _messages?.CreateInfo ?? default;
        ValidationFeatureEnableEXT synchronization = ValidationFeatureEnableEXT.SynchronizationValidationExt;
        ValidationFeaturesEXT features = new()
        {
            SType = StructureType.ValidationFeaturesExt,
            PNext = &messenger,
            EnabledValidationFeatureCount = 1,
            PEnabledValidationFeatures = &synchronization,
        };
        InstanceCreateInfo info = new()
        {
            SType = StructureType.InstanceCreateInfo,
            PNext = checkBarriers ? &features : _messages is not null ? &messenger : null,
            Flags = flags,
            PApplicationInfo = &application,
            EnabledLayerCount = layerNames.Count,
            PpEnabledLayerNames = layerNames.Pointer,
            EnabledExtensionCount = extensionNames.Count,
            PpEnabledExtensionNames = extensionNames.Pointer,
        };
        Instance instance;
        Result result = Vk.CreateInstance(&info, null, out instance);
        if (result == Result.ErrorIncompatibleDriver)
            throw new VulkanDriverNotFoundException($"the Vulkan loader found no driver; {VulkanRemedy.ForDriver}");
        result.Check("vkCreateInstance");
        return instance;
    }

    private void CheckValidationLayer()
    {
        uint count = 0;
        Vk.EnumerateInstanceLayerProperties(&count, null).Check("vkEnumerateInstanceLayerProperties");
        LayerProperties[] layers = new LayerProperties[count];
        fixed (LayerProperties* pointer = layers)
        {
            Vk.EnumerateInstanceLayerProperties(&count, pointer).Check("vkEnumerateInstanceLayerProperties");
            for (uint i = 0; i < count; i++)
            {
                if (DeviceQuery.Text(pointer[i].LayerName) == ValidationLayer) return;
            }
        }

        throw new VulkanException("vkCreateInstance", Result.ErrorLayerNotPresent, $"validation was asked for and {ValidationLayer} is not there; {VulkanRemedy.ForValidation}");
    }
}
