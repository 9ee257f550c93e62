using Lucid.Import;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>The two decoders trained for this project, and a trained upscaler from elsewhere.</summary>
public sealed class TrainedExampleTests
{
    [Fact]
    public void The_glyph_decoder_keeps_its_batch_and_its_fixed_size()
    {
        Graph graph = OnnxImporter.Import(RepositoryRoot.Combine("examples/glyph_vae.onnx"));
        // Its file calls the output's height and width symbols, though the decoder makes 64 of both.
        Assert.Equal("glyph_vae", graph.Name);
        Assert.Equal(["f32[batch,16]"], graph.Inputs.Select(id => graph.TypeOf(id).ToString()));
        Assert.Equal(["f32[batch,1,64,64]"], graph.Outputs.Select(output => graph.TypeOf(output.Value).ToString()));
        Assert.Empty(graph.Guards);
    }

    [Fact]
    public void The_upscaler_doubles_any_size()
    {
        Graph graph = OnnxImporter.Import(RepositoryRoot.Combine("examples/fsrcnn_x2.onnx"));
        TensorType input = graph.TypeOf(graph.Inputs[0]);
        (string batch, string height, string width) = (input.Shape[0].SymbolName!, input.Shape[2].SymbolName!, input.Shape[3].SymbolName!);
        Assert.Equal($"f32[{batch},3,2*{height},2*{width}]", graph.TypeOf(graph.Outputs[0].Value).ToString());
    }

    [FactNeeding(Resource.TrainedModels)]
    public void A_trained_upscaler_is_imported_with_any_size()
    {
        Graph graph = OnnxImporter.Import(Path.Combine(Resources.TrainedModels!, "waifu2x_upconv7", "model.onnx"));
        TensorType input = graph.TypeOf(graph.Inputs[0]);
        TensorType output = graph.TypeOf(graph.Outputs[0].Value);
        Assert.Equal(input.Shape[2] * 2 - 28, output.Shape[2]);
        Assert.Equal(input.Shape[3] * 2 - 28, output.Shape[3]);
    }
}
