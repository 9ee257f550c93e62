using Lucid.Compiler;
using Lucid.Files;
using Lucid.Model.Nn;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Upscaler;

/// <summary>From weights to a package, and from a picture to a larger one.</summary>
internal static class Upscaling
{
    /// <summary>The network with the weights of a state dict, compiled for pictures of any size.</summary>
    public static ModelPackage Compile(string weights)
    {
        Fsrcnn network = new();
        NnModel model = new("fsrcnn_x2");
        model.Output("upscaled", network.Forward(model.Input("lowres", "N,3,h,w")));
        network.LoadStateDict(SafetensorsFile.Load(weights).ToDictionary());
        return ModelCompiler.Compile(model.Build());
    }

    /// <summary>Runs a package on a picture, on the device that the runtime would choose.</summary>
    public static HostTensor Run(ModelPackage package, HostTensor picture)
    {
        using VulkanDevice device = VulkanDevice.Open();
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        return session.Run(new Dictionary<string, HostTensor> { ["lowres"] = picture })["upscaled"];
    }

    /// <summary>A picture file as (1, 3, H, W) in 0..1.</summary>
    public static HostTensor Read(string file) => TensorFiles.ReadSingle(file).Tensor;

    /// <summary>Writes (1, 3, H, W) as a picture file.</summary>
    public static void Write(string file, HostTensor picture) => TensorFiles.Write(file, [new NamedTensor("upscaled", picture)]);
}
