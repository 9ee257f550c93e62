using System.Collections.Frozen;

using Lucid.Model.Nn;

namespace Lucid.Language.Binding;

/// <summary>A layer of torch.nn.</summary>
/// <param name="Name">Its name in torch.</param>
/// <param name="AutomaticName">What its weights are called where the source gives no name, before a number.</param>
/// <param name="Signature">Its arguments; the inferred one is marked.</param>
/// <param name="Inferred">The argument that the input tells, or null.</param>
/// <param name="Make">The module, for a first input; channels are inferred from it.</param>
internal sealed record LayerEntry(string Name, string AutomaticName, Signature Signature, string? Inferred, Func<BoundArguments, Var, Module> Make);

/// <summary>Every layer by its name in torch. A lazy form is the same layer: here all are lazy.</summary>
internal static class LayerTable
{
    private const string Convolution = "out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None";
    private const string Transposed =
        "out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None, output_size=None";
    private const string Normalization = "num_features?, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None";

    public static FrozenDictionary<string, LayerEntry> All { get; } = Entries().ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>In the order of the documentation.</summary>
    public static IEnumerable<LayerEntry> Ordered => Entries();

    private static IEnumerable<LayerEntry> Entries()
    {
        foreach (string lazy in new[] { "", "Lazy" })
        {
            string given = lazy.Length == 0 ? "in_channels?, " : "";
            string? inferred = lazy.Length == 0 ? "in_channels" : null;
            yield return Weighted($"{lazy}ConvTranspose1d", "conv_transpose1d", given + Transposed, inferred, (a, _) => new LazyConvTranspose1d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1),
                a.Bool("bias", true), a.OptionalTuple("dilation"), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}ConvTranspose2d", "conv_transpose2d", given + Transposed, inferred, (a, _) => new LazyConvTranspose2d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1),
                a.Bool("bias", true), a.OptionalTuple("dilation"), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}ConvTranspose3d", "conv_transpose3d", given + Transposed, inferred, (a, _) => new LazyConvTranspose3d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1),
                a.Bool("bias", true), a.OptionalTuple("dilation"), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}Conv1d", "conv1d", given + Convolution, inferred, (a, _) => new LazyConv1d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1),
                a.Bool("bias", true), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}Conv2d", "conv2d", given + Convolution, inferred, (a, _) => new LazyConv2d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1),
                a.Bool("bias", true), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}Conv3d", "conv3d", given + Convolution, inferred, (a, _) => new LazyConv3d(
                a.Long("out_channels"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1),
                a.Bool("bias", true), a.Word("padding_mode", "zeros"), a.Device, a.Dtype));
            yield return Weighted($"{lazy}Linear", "linear", (lazy.Length == 0 ? "in_features?, " : "") + "out_features, bias=True, device=None, dtype=None",
                lazy.Length == 0 ? "in_features" : null, (a, _) => new LazyLinear(a.Long("out_features"), a.Bool("bias", true), a.Device, a.Dtype));
            string features = lazy.Length == 0 ? Normalization : Normalization[(Normalization.IndexOf(',', StringComparison.Ordinal) + 2)..];
            string? counted = lazy.Length == 0 ? "num_features" : null;
            yield return Weighted($"{lazy}BatchNorm1d", "batch_norm1d", features, counted, (a, x) => new BatchNorm1d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Device, a.Dtype));
            yield return Weighted($"{lazy}BatchNorm2d", "batch_norm2d", features, counted, (a, x) => new BatchNorm2d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Device, a.Dtype));
            yield return Weighted($"{lazy}BatchNorm3d", "batch_norm3d", features, counted, (a, x) => new BatchNorm3d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Device, a.Dtype));
            // torch: the lazy form has other defaults.
            string instance = lazy.Length == 0
                ? "num_features?, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None"
                : "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None";
            bool isLazy = lazy.Length > 0;
            yield return Weighted($"{lazy}InstanceNorm1d", "instance_norm1d", instance, counted, (a, x) => new InstanceNorm1d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", isLazy), a.Bool("track_running_stats", isLazy), a.Device, a.Dtype));
            yield return Weighted($"{lazy}InstanceNorm2d", "instance_norm2d", instance, counted, (a, x) => new InstanceNorm2d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", isLazy), a.Bool("track_running_stats", isLazy), a.Device, a.Dtype));
            yield return Weighted($"{lazy}InstanceNorm3d", "instance_norm3d", instance, counted, (a, x) => new InstanceNorm3d(
                Channels(a, x), a.Double("eps", 1e-5), a.Double("momentum", 0.1), a.Bool("affine", isLazy), a.Bool("track_running_stats", isLazy), a.Device, a.Dtype));
        }

        yield return Weighted("PReLU", "prelu", "num_parameters=1, init=0.25, device=None, dtype=None", null,
            (a, _) => new PReLU(a.Long("num_parameters", 1), a.Double("init", 0.25), a.Device, a.Dtype));
        yield return Weighted("GroupNorm", "group_norm", "num_groups, num_channels?, eps=1e-05, affine=True, device=None, dtype=None", "num_channels", (a, x) => new GroupNorm(
            a.Long("num_groups"), Channels(a, x, "num_channels"), a.Double("eps", 1e-5), a.Bool("affine", true), a.Device, a.Dtype));
        yield return Weighted("LayerNorm", "layer_norm", "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None", null, (a, _) => new LayerNorm(
            a.Tuple("normalized_shape"), a.Double("eps", 1e-5), a.Bool("elementwise_affine", true), a.Bool("bias", true), a.Device, a.Dtype));
        foreach (LayerEntry pool in Pools()) yield return pool;
        yield return Weighted("RMSNorm", "rms_norm", "normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None", null, (a, _) => new RMSNorm(
            a.Tuple("normalized_shape"), a.OptionalDouble("eps"), a.Bool("elementwise_affine", true), a.Device, a.Dtype));
        yield return Weighted("Embedding", "embedding", "num_embeddings, embedding_dim, padding_idx=None, device=None, dtype=None", null, (a, _) => new Embedding(
            a.Long("num_embeddings"), a.Long("embedding_dim"), a.OptionalLong("padding_idx"), a.Device, a.Dtype));
        foreach (LayerEntry sampling in Sampling()) yield return sampling;
        yield return Plain("PixelShuffle", "upscale_factor", (a, _) => new PixelShuffle(a.Long("upscale_factor")));
        yield return Plain("PixelUnshuffle", "downscale_factor", (a, _) => new PixelUnshuffle(a.Long("downscale_factor")));
        yield return Plain("ChannelShuffle", "groups", (a, _) => new ChannelShuffle(a.Long("groups")));
        foreach (LayerEntry activation in Activations()) yield return activation;
        yield return Plain("GLU", "dim=-1", (a, _) => new GLU(a.Int("dim", -1)));
        yield return Plain("Identity", "", (_, _) => new Identity());
        foreach (LayerEntry dropout in Dropouts()) yield return dropout;
        yield return Plain("Flatten", "start_dim=1, end_dim=-1", (a, _) => new Flatten(a.Int("start_dim", 1), a.Int("end_dim", -1)));
        yield return Plain("Unflatten", "dim, unflattened_size", (a, _) => new Unflatten(a.Int("dim", 0), a.Tuple("unflattened_size")));
        foreach (LayerEntry pad in Pads()) yield return pad;
    }

    private static IEnumerable<LayerEntry> Sampling()
    {
        yield return Plain("Upsample", "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None", (a, _) => !a.Has("size")
            ? new Upsample(a.Scale("scale_factor") ?? throw a.Refuse("scale_factor", "size or scale_factor"), a.Word("mode", "nearest"), a.Bool("align_corners", false), a.Bool("recompute_scale_factor", false))
            : a.Has("scale_factor") ? throw a.Refuse("scale_factor", "size or scale_factor, not both")
            : new Upsample(a.Tuple("size"), a.Word("mode", "nearest"), a.Bool("align_corners", false)));
        yield return Plain("UpsamplingNearest2d", "scale_factor", (a, _) => new UpsamplingNearest2d(a.Scale("scale_factor")!.Value));
        yield return Plain("UpsamplingBilinear2d", "scale_factor", (a, _) => new UpsamplingBilinear2d(a.Scale("scale_factor")!.Value));
    }

    private static IEnumerable<LayerEntry> Pads()
    {
        yield return Plain("ReflectionPad1d", "padding", (a, _) => new ReflectionPad1d(a.Tuple("padding")));
        yield return Plain("ReflectionPad2d", "padding", (a, _) => new ReflectionPad2d(a.Tuple("padding")));
        yield return Plain("ReflectionPad3d", "padding", (a, _) => new ReflectionPad3d(a.Tuple("padding")));
        yield return Plain("ReplicationPad1d", "padding", (a, _) => new ReplicationPad1d(a.Tuple("padding")));
        yield return Plain("ReplicationPad2d", "padding", (a, _) => new ReplicationPad2d(a.Tuple("padding")));
        yield return Plain("ReplicationPad3d", "padding", (a, _) => new ReplicationPad3d(a.Tuple("padding")));
        yield return Plain("CircularPad1d", "padding", (a, _) => new CircularPad1d(a.Tuple("padding")));
        yield return Plain("CircularPad2d", "padding", (a, _) => new CircularPad2d(a.Tuple("padding")));
        yield return Plain("CircularPad3d", "padding", (a, _) => new CircularPad3d(a.Tuple("padding")));
        yield return Plain("ZeroPad1d", "padding", (a, _) => new ZeroPad1d(a.Tuple("padding")));
        yield return Plain("ZeroPad2d", "padding", (a, _) => new ZeroPad2d(a.Tuple("padding")));
        yield return Plain("ZeroPad3d", "padding", (a, _) => new ZeroPad3d(a.Tuple("padding")));
        yield return Plain("ConstantPad1d", "padding, value", (a, _) => new ConstantPad1d(a.Tuple("padding"), a.Double("value", 0)));
        yield return Plain("ConstantPad2d", "padding, value", (a, _) => new ConstantPad2d(a.Tuple("padding"), a.Double("value", 0)));
        yield return Plain("ConstantPad3d", "padding, value", (a, _) => new ConstantPad3d(a.Tuple("padding"), a.Double("value", 0)));
    }

    private static IEnumerable<LayerEntry> Dropouts()
    {
        const string Arguments = "p=0.5, inplace=False";
        yield return Plain("Dropout", Arguments, (a, _) => new Dropout(a.Double("p", 0.5), a.Bool("inplace", false)));
        yield return Plain("Dropout1d", Arguments, (a, _) => new Dropout1d(a.Double("p", 0.5), a.Bool("inplace", false)));
        yield return Plain("Dropout2d", Arguments, (a, _) => new Dropout2d(a.Double("p", 0.5), a.Bool("inplace", false)));
        yield return Plain("Dropout3d", Arguments, (a, _) => new Dropout3d(a.Double("p", 0.5), a.Bool("inplace", false)));
        yield return Plain("AlphaDropout", Arguments, (a, _) => new AlphaDropout(a.Double("p", 0.5), a.Bool("inplace", false)));
        yield return Plain("FeatureAlphaDropout", Arguments, (a, _) => new FeatureAlphaDropout(a.Double("p", 0.5), a.Bool("inplace", false)));
    }

    private static IEnumerable<LayerEntry> Pools()
    {
        const string Max = "kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False";
        const string Average = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True";
        yield return Plain("MaxPool1d", Max, (a, _) => new MaxPool1d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Plain("MaxPool2d", Max, (a, _) => new MaxPool2d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Plain("MaxPool3d", Max, (a, _) => new MaxPool3d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Plain("AvgPool1d", Average, (a, _) => new AvgPool1d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Plain("AvgPool2d", Average, (a, _) => new AvgPool2d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Plain("AvgPool3d", Average, (a, _) => new AvgPool3d(a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Plain("AdaptiveAvgPool1d", "output_size", (a, _) => new AdaptiveAvgPool1d(a.PoolSize("output_size")));
        yield return Plain("AdaptiveAvgPool2d", "output_size", (a, _) => new AdaptiveAvgPool2d(a.PoolSize("output_size")));
        yield return Plain("AdaptiveAvgPool3d", "output_size", (a, _) => new AdaptiveAvgPool3d(a.PoolSize("output_size")));
        yield return Plain("AdaptiveMaxPool1d", "output_size", (a, _) => new AdaptiveMaxPool1d(a.PoolSize("output_size")));
        yield return Plain("AdaptiveMaxPool2d", "output_size", (a, _) => new AdaptiveMaxPool2d(a.PoolSize("output_size")));
        yield return Plain("AdaptiveMaxPool3d", "output_size", (a, _) => new AdaptiveMaxPool3d(a.PoolSize("output_size")));
    }

    private static IEnumerable<LayerEntry> Activations()
    {
        yield return Plain("ReLU", "inplace=False", (a, _) => new ReLU(a.Bool("inplace", false)));
        yield return Plain("ReLU6", "inplace=False", (a, _) => new ReLU6(a.Bool("inplace", false)));
        yield return Plain("LeakyReLU", "negative_slope=0.01, inplace=False", (a, _) => new LeakyReLU(a.Double("negative_slope", 0.01), a.Bool("inplace", false)));
        yield return Plain("ELU", "alpha=1.0, inplace=False", (a, _) => new ELU(a.Double("alpha", 1), a.Bool("inplace", false)));
        yield return Plain("CELU", "alpha=1.0, inplace=False", (a, _) => new CELU(a.Double("alpha", 1), a.Bool("inplace", false)));
        yield return Plain("SELU", "inplace=False", (a, _) => new SELU(a.Bool("inplace", false)));
        yield return Plain("SiLU", "inplace=False", (a, _) => new SiLU(a.Bool("inplace", false)));
        yield return Plain("Mish", "inplace=False", (a, _) => new Mish(a.Bool("inplace", false)));
        yield return Plain("GELU", "approximate='none'", (a, _) => new GELU(a.Word("approximate", "none")));
        yield return Plain("Hardsigmoid", "inplace=False", (a, _) => new Hardsigmoid(a.Bool("inplace", false)));
        yield return Plain("Hardswish", "inplace=False", (a, _) => new Hardswish(a.Bool("inplace", false)));
        yield return Plain("Sigmoid", "", (_, _) => new Sigmoid());
        yield return Plain("Tanh", "", (_, _) => new Tanh());
        yield return Plain("Softplus", "beta=1.0, threshold=20.0", (a, _) => new Softplus(a.Double("beta", 1), a.Double("threshold", 20)));
        yield return Plain("Softsign", "", (_, _) => new Softsign());
        yield return Plain("LogSigmoid", "", (_, _) => new LogSigmoid());
        yield return Plain("Tanhshrink", "", (_, _) => new Tanhshrink());
        yield return Plain("Hardtanh", "min_val=-1.0, max_val=1.0, inplace=False", (a, _) => new Hardtanh(a.Double("min_val", -1), a.Double("max_val", 1), a.Bool("inplace", false)));
        yield return Plain("Hardshrink", "lambd=0.5", (a, _) => new Hardshrink(a.Double("lambd", 0.5)));
        yield return Plain("Softshrink", "lambd=0.5", (a, _) => new Softshrink(a.Double("lambd", 0.5)));
        yield return Plain("Threshold", "threshold, value, inplace=False", (a, _) => new Threshold(a.Double("threshold", 0), a.Double("value", 0), a.Bool("inplace", false)));
        yield return Plain("Softmax", "dim", (a, _) => new Softmax(a.Int("dim", 0)));
        yield return Plain("LogSoftmax", "dim", (a, _) => new LogSoftmax(a.Int("dim", 0)));
        yield return Plain("Softmin", "dim", (a, _) => new Softmin(a.Int("dim", 0)));
        yield return Plain("Softmax2d", "", (_, _) => new Softmax2d());
    }

    private static LayerEntry Weighted(string name, string automatic, string signature, string? inferred, Func<BoundArguments, Var, Module> make) =>
        new(name, automatic, new Signature(name, signature), inferred, make);

    private static LayerEntry Plain(string name, string signature, Func<BoundArguments, Var, Module> make) =>
        new(name, name.ToLowerInvariant(), new Signature(name, signature), null, make);

    // Normalisations count the positions of axis 1.
    private static long Channels(BoundArguments arguments, Var input, string name = "num_features")
    {
        if (input.Rank < 2) throw arguments.Context.Fault(Model.DiagnosticDescriptors.RankRefused, arguments.Span, "input", input.Type, "2 or more");
        if (input.Shape[1].TryGetConstant(out long channels)) return channels;
        return arguments.OptionalLong(name) ?? throw arguments.Context.Fault(Model.DiagnosticDescriptors.LazyChannelsSymbolic, arguments.Span, input.Shape[1]);
    }
}
