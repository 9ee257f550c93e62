using Lucid.Benchmarks.Workloads;
using Lucid.Import;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Tools.Tests.Files;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

/// <summary>Peers must be given the very layer that Lucid runs.</summary>
public sealed class LayerFilesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void The_file_for_peers_imports_as_the_same_layer(int rank)
    {
        Layer layer = new("S", new Shape([2, 3, .. Enumerable.Repeat(5L, rank)]), 4, 4, 2, 1);
        using TemporaryFolder folder = new();
        LayerFiles.Write(layer, folder.Path);

        Graph imported = OnnxImporter.Import(Path.Combine(folder.Path, "model.onnx"));

        Dictionary<string, HostTensor> inputs = new() { ["x"] = layer.InputTensor() };
        HostTensor expected = ReferenceInterpreter.Run(layer.Build(), inputs).Outputs["y"].ToHost();
        HostTensor got = ReferenceInterpreter.Run(imported, inputs).Outputs["y"].ToHost();
        Assert.Equal(layer.Output, got.Shape);
        Assert.Equal(expected.ToFloats(), got.ToFloats());
    }

    [Fact]
    public void Arithmetic_is_counted_once_for_each_weight_at_each_input_position()
    {
        Layer a = Layer.All[0];
        Assert.Equal(2.0 * 512 * 256 * 16 * 64, a.Flops);
        Assert.Equal(64 * a.Flops, a.WithBatch(64).Flops);
    }
}
