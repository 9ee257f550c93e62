using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>Every lazy layer before and after its first input, as torch prints it.</summary>
public sealed class LazyTextTests
{
    private static readonly (Func<Module> Make, string Input)[] Layers =
    [
        (() => new LazyConv1d(8, 3, padding: 1), "2,4,9"), (() => new LazyConv2d(8, (3, 5), stride: 2, bias: false), "2,4,9,9"), (() => new LazyConv3d(8, 3, groups: 2), "2,4,5,5,5"),
        (() => new LazyConvTranspose1d(8, 4, stride: 2, padding: 1), "2,4,9"), (() => new LazyConvTranspose2d(8, 4, stride: 2, outputPadding: 1), "2,4,9,9"),
        (() => new LazyConvTranspose3d(8, 2, stride: 2, dilation: 3), "2,4,3,3,3"), (() => new LazyLinear(8), "2,4"),
        (() => new LazyBatchNorm1d(), "2,4,9"), (() => new LazyBatchNorm2d(eps: 1e-3, affine: false), "2,4,9,9"), (() => new LazyBatchNorm3d(momentum: 0.5), "2,4,3,3,3"),
        (() => new LazyInstanceNorm1d(), "2,4,9"), (() => new LazyInstanceNorm2d(affine: false, trackRunningStats: false), "2,4,9,9"), (() => new LazyInstanceNorm3d(), "2,4,3,3,3"),
    ];

    [Fact]
    public void Every_lazy_layer_prints_before_and_after_its_first_input()
    {
        List<string> lines = [];
        foreach ((Func<Module> make, string input) in Layers)
        {
            Module layer = make();
            lines.Add(layer.Repr());
            layer.Forward(new NnModel("m").Input("x", input));
            lines.Add("  " + layer.Repr());
        }

        Golden.Match("nn/lazy_layers", string.Join('\n', lines));
    }

    [Fact]
    public void There_is_no_lazy_layer_that_is_not_printed_above()
    {
        string[] lazy = [.. typeof(Module).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Module)) && type.Name.StartsWith("Lazy", StringComparison.Ordinal)).Select(type => type.Name)];
        Assert.Equal(lazy.Order(StringComparer.Ordinal), Layers.Select(layer => layer.Make().GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_state_dict_materialises_a_lazy_normalisation_if_its_tensors_agree()
    {
        static HostTensor Of(int count) => HostTensor.Of(new Shape(count), new float[count]);
        LazyInstanceNorm2d layer = new();
        Assert.Equal((null, null), (layer.NumFeatures, layer.Weight));
        layer.LoadStateDict(new Dictionary<string, HostTensor> { ["weight"] = Of(6), ["bias"] = Of(6), ["running_mean"] = Of(6), ["running_var"] = Of(6) });
        Assert.Equal(6, layer.NumFeatures);
        LazyBatchNorm1d other = new();
        ModelException refused = Assert.Throws<ModelException>(() => other.LoadStateDict(
            new Dictionary<string, HostTensor> { ["weight"] = Of(6), ["bias"] = Of(5), ["running_mean"] = Of(6), ["running_var"] = Of(6) }));
        Assert.Contains("LUC2422: the state dict has 'bias' as f32[5]", refused.Message, StringComparison.Ordinal);
        Assert.Null(other.NumFeatures);
    }

    [Fact]
    public void An_instance_normalisation_with_running_statistics_uses_them()
    {
        NnModel model = new("m");
        InstanceNorm1d layer = new(2, eps: 0, trackRunningStats: true);
        layer.LoadStateDict(new Dictionary<string, HostTensor> { ["running_mean"] = HostTensor.Of(new Shape(2), 1, 3), ["running_var"] = HostTensor.Of(new Shape(2), 1, 4) });
        model.Output("y", layer.Forward(model.Input("x", "1,2,2")));
        double[] y = ReferenceInterpreter.Run(model.Build(), new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(1, 2, 2), 1, 2, 3, 4) }).Outputs["y"].Floats;
        Assert.Equal([0, 1, 0, 0.5], y);
    }
}
