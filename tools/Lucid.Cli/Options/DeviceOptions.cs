using System.CommandLine;

using Lucid.Cli.Verbs;
using Lucid.Runtime;
using Lucid.Verification.Running;

namespace Lucid.Cli.Options;

/// <summary><c>--device</c> and what goes with it. What is asked for is what is used: nothing falls back to another device or to the reference.</summary>
internal sealed class DeviceOptions(bool allowsAll)
{
    private const string Auto = "auto";
    private const string All = "all";
    private const string Variable = "LUCID_DEVICE";

    private readonly Option<string?> _device = new("--device")
    {
        HelpName = "D",
        Description = "auto (the default: the best Vulkan device), reference (the interpreter), " + (allowsAll ? "all, " : "")
            + "an index, or part of a device's name. The environment's LUCID_DEVICE stands for it.",
    };

    private readonly Option<string?> _memoryLimit = new("--memory-limit") { HelpName = "SIZE", Description = "Most device memory to use, as 512M or 2G; more is refused before it is taken." };

    private readonly Option<string> _halves = new("--without-16-bit")
    {
        HelpName = "unpack|refuse|float32",
        Description = "What becomes of a package of halves on a device without 16-bit storage: unpack reads them from 32-bit words, refuse is an error, float32 runs the package's float32 variant (--precision f16,f32).",
        DefaultValueFactory = _ => "unpack",
    };

    public void AddTo(Command command)
    {
        _halves.AcceptOnlyFromAmong("unpack", "refuse", "float32");
        command.Add(_halves);
        command.Add(_device);
        command.Add(_memoryLimit);
    }

    /// <summary>What was asked for.</summary>
    public string Selector(ParseResult arguments, VerbContext context)
    {
        string selector = arguments.GetValue(_device) ?? (context.Host.Variable(Variable) is { Length: > 0 } variable ? variable : Auto);
        if (!allowsAll && selector == All) throw new UsageException("--device all: this verb runs on one device; name it (`lucid devices` lists them)");
        return selector.Trim().Length > 0 ? selector : throw new UsageException("--device: the name is empty");
    }

    /// <summary>Whether the command line or the environment names a device.</summary>
    public bool IsGiven(ParseResult arguments, VerbContext context) => arguments.GetValue(_device) is not null || context.Host.Variable(Variable) is { Length: > 0 };

    /// <summary>Refuses the interpreter, before anything is loaded for a verb that needs a Vulkan device.</summary>
    public void RequireVulkan(ParseResult arguments, VerbContext context)
    {
        if (Selector(arguments, context) == ReferenceRunner.Name) throw new UsageException("--device reference: this verb measures a Vulkan device");
    }

    /// <summary>The one device asked for.</summary>
    public ModelRunner OpenRunner(ParseResult arguments, VerbContext context) => Selector(arguments, context) == ReferenceRunner.Name
        ? new ReferenceRunner()
        : new DeviceRunner(OpenDevice(Selector(arguments, context), Options(arguments, context), context));

    /// <summary>The Vulkan device asked for, by a verb that needs one.</summary>
    public VulkanDevice OpenDevice(ParseResult arguments, VerbContext context)
    {
        RequireVulkan(arguments, context);
        return OpenDevice(Selector(arguments, context), Options(arguments, context), context);
    }

    /// <summary>The devices asked for: one, or with <c>all</c> every device and then the reference.</summary>
    public IReadOnlyList<ModelRunner> OpenRunners(ParseResult arguments, VerbContext context)
    {
        if (Selector(arguments, context) != All) return [OpenRunner(arguments, context)];
        List<ModelRunner> runners = [];
        try
        {
            foreach (VulkanDeviceInfo info in VulkanDevices.List()) runners.Add(new DeviceRunner(VulkanDevice.Open(info.Index.ToString(), Options(arguments, context))));
            runners.Add(new ReferenceRunner());
            return runners;
        }
        catch
        {
            foreach (ModelRunner runner in runners) runner.Dispose();
            throw;
        }
    }

    private static VulkanDevice OpenDevice(string selector, VulkanDeviceOptions options, VerbContext context)
    {
        VulkanDevice device = VulkanDevice.Open(selector, options);
        if (selector == Auto && device.Info.Type == VulkanDeviceType.Cpu)
            context.Note($"lucid: {device.Info.Name} computes on the processor; for a GPU, install its driver");
        else context.Detail($"lucid: on {device.Info}");
        return device;
    }

    private VulkanDeviceOptions Options(ParseResult arguments, VerbContext context) => new()
    {
        MemoryLimit = arguments.GetValue(_memoryLimit) is { } text ? ByteSize.Parse("--memory-limit", text) : null,
        CacheDirectory = context.Host.Variable("LUCID_CACHE_DIR"),
        Without16BitStorage = arguments.GetValue(_halves) switch
        {
            "refuse" => HalfPolicy.Refuse,
            "float32" => HalfPolicy.Float32,
            _ => HalfPolicy.Unpack,
        },
    };
}
