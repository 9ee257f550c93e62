using System.Globalization;

using Lucid.Files;
using Lucid.Import.Onnx;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Workloads;

/// <summary>A layer as files that peers read: <c>model.onnx</c>, and <c>layer.json</c> with the parameters apart.</summary>
internal static class LayerFiles
{
    public static void Write(Layer layer, string folder)
    {
        (HostTensor weight, HostTensor bias) = layer.Parameters();
        byte[] onnx = OnnxLayerWriter.Write(
            "ConvTranspose",
            [
                ("kernel_shape", Enumerable.Repeat(layer.Kernel, layer.Rank)),
                ("strides", Enumerable.Repeat(layer.Stride, layer.Rank)),
                ("pads", Enumerable.Repeat(layer.Padding, 2 * layer.Rank)),
            ],
            ("x", ElementType.F32, layer.Input), [("weight", weight), ("bias", bias)], ("y", ElementType.F32, layer.Output));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), onnx);
        TensorFiles.Write(Path.Combine(folder, "weight.npy"), [new NamedTensor("", weight)]);
        TensorFiles.Write(Path.Combine(folder, "bias.npy"), [new NamedTensor("", bias)]);
        File.WriteAllText(Path.Combine(folder, "layer.json"), string.Create(
            CultureInfo.InvariantCulture, $$"""{"rank": {{layer.Rank}}, "stride": {{layer.Stride}}, "padding": {{layer.Padding}}}"""));
    }
}
