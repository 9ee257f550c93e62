using System.Globalization;

using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Contestants;

/// <summary>How a peer is started.</summary>
/// <param name="Name">For the tables.</param>
/// <param name="Programs">Tried in order until one has what the peer needs; found on the PATH.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables beside those of this process.</param>
internal sealed record PeerCommand(string Name, IReadOnlyList<string> Programs, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where <c>./bench --install-peers</c> put what it installed; beside the program in a bundle.</summary>
    private static string Home => System.Environment.GetEnvironmentVariable("LUCID_PEERS") ?? Path.Combine(AppContext.BaseDirectory, "installed-peers");

    /// <summary>The known peers, each with as many threads as there are processors.</summary>
    /// <param name="device">The peer that runs through Vulkan gets this device's driver alone.</param>
    /// <param name="precision">F16: peers on CUDA compute in half.</param>
    public static IReadOnlyList<PeerCommand> All(VulkanDeviceInfo device, ElementType precision)
    {
        string threads = System.Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        string script = Path.Combine(AppContext.BaseDirectory, "Peers");
        string node = Path.Combine(Home, "node", "bin", "node") is var own && File.Exists(own) ? own : "node";
        // The user's Python, else the system's, for which Debian packages PyTorch.
        string[] pythons = ["python3", "/usr/bin/python3"];
        Dictionary<string, string> modules = new(StringComparer.Ordinal) { ["NODE_PATH"] = Path.Combine(Home, "node_modules") };
        Dictionary<string, string> vulkan = new(modules, StringComparer.Ordinal);
        if (DriverManifest.Of(device) is { } manifest) (vulkan["VK_DRIVER_FILES"], vulkan["VK_ICD_FILENAMES"]) = (manifest, manifest);
        string[] half = precision == ElementType.F16 ? ["f16"] : [];
        return
        [
            new("ONNX Runtime CPU", [node], [Path.Combine(script, "onnxruntime.js"), "cpu", threads], modules),
            new("ONNX Runtime WebGPU", [node], [Path.Combine(script, "onnxruntime.js"), "webgpu", threads], vulkan),
            new("PyTorch CPU", pythons, [Path.Combine(script, "pytorch.py"), "cpu", threads], new Dictionary<string, string>()),
            new("PyTorch cuDNN", pythons, [Path.Combine(script, "pytorch.py"), "cuda", threads, .. half], new Dictionary<string, string>()),
        ];
    }
}
