using System.Collections.Frozen;

using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>A function of torch.</summary>
/// <param name="Name">Its name in torch.</param>
/// <param name="Signature">Its arguments.</param>
/// <param name="Call">What it computes.</param>
/// <param name="TakesList">Whether several values before an arrow are its first argument together.</param>
internal sealed record FunctionEntry(string Name, Signature Signature, Func<BoundArguments, Value> Call, bool TakesList = false);

/// <summary>Every function on tensors by its name in torch, and those of the elementwise table that torch does not name otherwise.</summary>
internal static class FunctionTable
{
    private static readonly FunctionEntry[] Named = [.. Convolutions(), .. Shapes(), .. Reductions(), .. Normalizations(), .. Pools(), .. Elementwise(), .. Sampling()];

    public static FrozenDictionary<string, FunctionEntry> All { get; } =
        Named.Concat(Remaining()).ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>In the order of the documentation.</summary>
    public static IEnumerable<FunctionEntry> Ordered => Named.Concat(Remaining());

    private static IEnumerable<FunctionEntry> Convolutions()
    {
        const string Plain = "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1";
        const string Transposed = "input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1";
        yield return Tensor("conv_transpose1d", Transposed, a => F.ConvTranspose1d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1), a.OptionalTuple("dilation")));
        yield return Tensor("conv_transpose2d", Transposed, a => F.ConvTranspose2d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1), a.OptionalTuple("dilation")));
        yield return Tensor("conv_transpose3d", Transposed, a => F.ConvTranspose3d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("output_padding"), a.Long("groups", 1), a.OptionalTuple("dilation")));
        yield return Tensor("conv1d", Plain, a => F.Conv1d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1)));
        yield return Tensor("conv2d", Plain, a => F.Conv2d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1)));
        yield return Tensor("conv3d", Plain, a => F.Conv3d(
            a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias"), a.OptionalTuple("stride"), a.Padding("padding"), a.OptionalTuple("dilation"), a.Long("groups", 1)));
        yield return Tensor("linear", "input, weight, bias=None", a => F.Linear(a.Tensor("input"), a.Tensor("weight"), a.OptionalTensor("bias")));
        yield return Tensor("matmul", "input, other", a => F.MatMul(a.Tensor("input"), a.Tensor("other")));
        yield return Tensor("bmm", "input, mat2", a => F.Bmm(a.Tensor("input"), a.Tensor("mat2")));
        yield return Tensor("mm", "input, mat2", a => F.Bmm(a.Tensor("input"), a.Tensor("mat2")));
        yield return Tensor("scaled_dot_product_attention", "query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None", a => F.ScaledDotProductAttention(
            a.Tensor("query"), a.Tensor("key"), a.Tensor("value"), a.OptionalTensor("attn_mask"), a.Double("dropout_p", 0), a.Bool("is_causal", false), a.OptionalDouble("scale")));
        yield return Tensor("embedding", "input, weight, padding_idx=None", a => F.Embedding(a.Tensor("input"), a.Tensor("weight")));
    }

    private static IEnumerable<FunctionEntry> Shapes()
    {
        yield return new("cat", new Signature("cat", "tensors, dim=0"), a => new TensorValue(F.Cat(NotEmpty(a), a.Int("dim", 0))), TakesList: true);
        yield return Tensor("pad", "input, pad, mode='constant', value=0.0", a => F.Pad(a.Tensor("input"), a.Sizes("pad"), a.Word("mode", "constant"), a.Double("value", 0)));
        yield return Tensor("reshape", "input, shape", a => F.Reshape(a.Tensor("input"), a.Sizes("shape")));
        yield return Tensor("view", "input, shape", a => F.Reshape(a.Tensor("input"), a.Sizes("shape")));
        yield return Tensor("flatten", "input, start_dim=0, end_dim=-1", a => F.Flatten(a.Tensor("input"), a.Int("start_dim", 0), a.Int("end_dim", -1)));
        yield return Tensor("unflatten", "input, dim, sizes", a => new Unflatten(a.Int("dim", 0), a.Tuple("sizes")).Forward(a.Tensor("input")));
        yield return Tensor("unsqueeze", "input, dim", a => F.Unsqueeze(a.Tensor("input"), a.Int("dim", 0)));
        yield return Tensor("squeeze", "input, dim", a => F.Squeeze(a.Tensor("input"), a.Int("dim", 0)));
        yield return Tensor("permute", "input, dims", a => F.Permute(a.Tensor("input"), a.Tuple("dims").Items));
        yield return Tensor("transpose", "input, dim0, dim1", a => F.Transpose(a.Tensor("input"), a.Int("dim0", 0), a.Int("dim1", 0)));
        yield return Tensor("expand", "input, sizes", a => F.Expand(a.Tensor("input"), a.Sizes("sizes")));
        yield return Tensor("narrow", "input, dim, start, length", a => F.Narrow(a.Tensor("input"), a.Int("dim", 0), a.Size("start"), a.Size("length")));
        yield return new("stack", new Signature("stack", "tensors, dim=0"), a => new TensorValue(F.Stack(NotEmpty(a), a.Int("dim", 0))), TakesList: true);
        yield return new("unbind", new Signature("unbind", "input, dim=0"), a => Parts(F.Unbind(a.Tensor("input"), a.Int("dim", 0))));
        yield return Tensor("select", "input, dim, index", a => F.Select(a.Tensor("input"), a.Int("dim", 0), a.Size("index")));
        yield return Tensor("index_select", "input, dim, index", a => F.IndexSelect(a.Tensor("input"), a.Int("dim", 0), a.Tensor("index")));
        yield return Tensor("gather", "input, dim, index", a => F.Gather(a.Tensor("input"), a.Int("dim", 0), a.Tensor("index")));
        yield return Tensor("flip", "input, dims", a => F.Flip(a.Tensor("input"), a.Tuple("dims")));
        yield return Tensor("roll", "input, shifts, dims", a => F.Roll(a.Tensor("input"), a.Tuple("shifts"), a.Tuple("dims")));
        yield return Tensor("repeat", "input, sizes", a => F.Repeat(a.Tensor("input"), a.Sizes("sizes")));
        yield return Tensor("tile", "input, dims", a => F.Repeat(a.Tensor("input"), Tiled(a)));
        yield return Tensor("repeat_interleave", "input, repeats, dim", a => F.RepeatInterleave(a.Tensor("input"), a.Long("repeats"), a.Int("dim", 0)));
        yield return Tensor("broadcast_to", "input, size", a => F.Expand(a.Tensor("input"), a.Sizes("size")));
        yield return Tensor("pixel_shuffle", "input, upscale_factor", a => F.PixelShuffle(a.Tensor("input"), a.Long("upscale_factor")));
        yield return Tensor("pixel_unshuffle", "input, downscale_factor", a => F.PixelUnshuffle(a.Tensor("input"), a.Long("downscale_factor")));
        yield return Tensor("channel_shuffle", "input, groups", a => F.ChannelShuffle(a.Tensor("input"), a.Long("groups")));
        yield return Tensor("full_like", "input, fill_value", a => F.FullLike(a.Tensor("input"), a.Double("fill_value", 0)));
        yield return Tensor("zeros_like", "input", a => F.FullLike(a.Tensor("input"), 0));
        yield return Tensor("ones_like", "input", a => F.FullLike(a.Tensor("input"), 1));
        yield return new("split", new Signature("split", "tensor, split_size_or_sections, dim=0"), Split);
        yield return new("chunk", new Signature("chunk", "input, chunks, dim=0"), Chunk);
        yield return new("size", new Signature("size", "input, dim=None"), a => a.Has("dim")
            ? new SizeValue(a.Tensor("input").Size(a.Int("dim", 0)))
            : new ListValue([.. a.Tensor("input").Shape.Extents.Select(extent => new SizeValue(extent))]));
    }

    private static IEnumerable<FunctionEntry> Pools()
    {
        const string Max = "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False";
        const string Average = "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True";
        yield return Tensor("max_pool1d", Max, a => F.MaxPool1d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Tensor("avg_pool1d", Average, a => F.AvgPool1d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Tensor("adaptive_avg_pool1d", "input, output_size", a => F.AdaptiveAvgPool1d(a.Tensor("input"), a.PoolSize("output_size")));
        yield return Tensor("adaptive_max_pool1d", "input, output_size", a => F.AdaptiveMaxPool1d(a.Tensor("input"), a.PoolSize("output_size")));
        yield return Tensor("max_pool2d", Max, a => F.MaxPool2d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Tensor("avg_pool2d", Average, a => F.AvgPool2d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Tensor("adaptive_avg_pool2d", "input, output_size", a => F.AdaptiveAvgPool2d(a.Tensor("input"), a.PoolSize("output_size")));
        yield return Tensor("adaptive_max_pool2d", "input, output_size", a => F.AdaptiveMaxPool2d(a.Tensor("input"), a.PoolSize("output_size")));
        yield return Tensor("max_pool3d", Max, a => F.MaxPool3d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.OptionalTuple("dilation"), a.Bool("ceil_mode", false)));
        yield return Tensor("avg_pool3d", Average, a => F.AvgPool3d(
            a.Tensor("input"), a.Tuple("kernel_size"), a.OptionalTuple("stride"), a.OptionalTuple("padding"), a.Bool("ceil_mode", false), a.Bool("count_include_pad", true)));
        yield return Tensor("adaptive_avg_pool3d", "input, output_size", a => F.AdaptiveAvgPool3d(a.Tensor("input"), a.PoolSize("output_size")));
        yield return Tensor("adaptive_max_pool3d", "input, output_size", a => F.AdaptiveMaxPool3d(a.Tensor("input"), a.PoolSize("output_size")));
    }

    private static IEnumerable<FunctionEntry> Elementwise()
    {
        foreach ((string name, Func<Var, Var> call) in new (string, Func<Var, Var>)[]
        {
            ("relu", x => F.Relu(x)), ("sigmoid", x => F.Sigmoid(x)), ("tanh", x => F.Tanh(x)), ("silu", x => F.Silu(x)), ("exp", x => F.Exp(x)), ("log", x => F.Log(x)),
            ("sqrt", x => F.Sqrt(x)), ("abs", x => F.Abs(x)), ("rsqrt", x => F.Rsqrt(x)), ("square", x => F.Square(x)), ("log2", x => F.Log2(x)), ("log10", x => F.Log10(x)),
            ("logsigmoid", x => F.LogSigmoid(x)), ("tanhshrink", x => F.Tanhshrink(x)),
        })
            yield return Tensor(name, name is "relu" or "silu" ? "input, inplace=False" : "input", a => call(a.Tensor("input")));
        yield return Tensor("gelu", "input, approximate='none'", a => new GELU(a.Word("approximate", "none")).Forward(a.Tensor("input")));
        yield return Tensor("softplus", "input, beta=1.0, threshold=20.0", a => new Softplus(a.Double("beta", 1), a.Double("threshold", 20)).Forward(a.Tensor("input")));
        yield return Tensor("leaky_relu", "input, negative_slope=0.01, inplace=False", a => F.LeakyRelu(a.Tensor("input"), a.Double("negative_slope", 0.01)));
        yield return Tensor("elu", "input, alpha=1.0, inplace=False", a => F.Elu(a.Tensor("input"), a.Double("alpha", 1)));
        yield return Tensor("selu", "input, inplace=False", a => new SELU().Forward(a.Tensor("input")));
        yield return Tensor("celu", "input, alpha=1.0, inplace=False", a => new CELU(a.Double("alpha", 1)).Forward(a.Tensor("input")));
        yield return Tensor("hardswish", "input, inplace=False", a => new Hardswish().Forward(a.Tensor("input")));
        yield return Tensor("hardsigmoid", "input, inplace=False", a => new Hardsigmoid().Forward(a.Tensor("input")));
        yield return Tensor("relu6", "input, inplace=False", a => new ReLU6().Forward(a.Tensor("input")));
        yield return Tensor("glu", "input, dim=-1", a => F.Glu(a.Tensor("input"), a.Int("dim", -1)));
        yield return Tensor("softmax", "input, dim", a => F.Softmax(a.Tensor("input"), a.Int("dim", 0)));
        yield return Tensor("log_softmax", "input, dim", a => F.LogSoftmax(a.Tensor("input"), a.Int("dim", 0)));
        yield return Tensor("softmin", "input, dim", a => F.Softmin(a.Tensor("input"), a.Int("dim", 0)));
        yield return Tensor("prelu", "input, weight", a => F.PRelu(a.Tensor("input"), a.Tensor("weight")));
        yield return Tensor("clamp", "input, min=None, max=None", a => F.Clamp(a.Tensor("input"), a.Double("min", double.NegativeInfinity), a.Double("max", double.PositiveInfinity)));
        yield return Tensor("clip", "input, min=None, max=None", a => F.Clamp(a.Tensor("input"), a.Double("min", double.NegativeInfinity), a.Double("max", double.PositiveInfinity)));
        yield return Tensor("hardtanh", "input, min_val=-1.0, max_val=1.0, inplace=False", a => F.Hardtanh(a.Tensor("input"), a.Double("min_val", -1), a.Double("max_val", 1)));
        yield return Tensor("hardshrink", "input, lambd=0.5", a => F.Hardshrink(a.Tensor("input"), a.Double("lambd", 0.5)));
        yield return Tensor("softshrink", "input, lambd=0.5", a => F.Softshrink(a.Tensor("input"), a.Double("lambd", 0.5)));
        yield return Tensor("threshold", "input, threshold, value, inplace=False", a => F.Threshold(a.Tensor("input"), a.Double("threshold", 0), a.Double("value", 0)));
        yield return Tensor("lerp", "input, end, weight", a => a.Any("weight") is TensorValue weight
            ? F.Lerp(a.Tensor("input"), a.Tensor("end"), weight.Tensor) : F.Lerp(a.Tensor("input"), a.Tensor("end"), a.Double("weight", 0)));
        yield return Tensor("masked_fill", "input, mask, value", a => F.MaskedFill(a.Tensor("input"), a.Tensor("mask"), a.Double("value", 0)));
        yield return Tensor("dropout", "input, p=0.5, training=False, inplace=False", a => a.Bool("training", false)
            ? throw a.Refuse("training", "False: Lucid is inference only") : a.Tensor("input"));
        yield return Tensor("where", "condition, input, other", a => F.Where(a.Tensor("condition"), a.Tensor("input"), a.Tensor("other")));
        yield return Tensor("minimum", "input, other", a => F.Minimum(a.Tensor("input"), a.Tensor("other")));
        yield return Tensor("maximum", "input, other", a => F.Maximum(a.Tensor("input"), a.Tensor("other")));
    }

    private static IEnumerable<FunctionEntry> Reductions()
    {
        const string Axes = "input, dim=None, keepdim=False";
        yield return Tensor("sum", Axes, a => F.Sum(a.Tensor("input"), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("mean", Axes, a => F.Mean(a.Tensor("input"), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("amax", Axes, a => F.Amax(a.Tensor("input"), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("amin", Axes, a => F.Amin(a.Tensor("input"), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("logsumexp", Axes, a => F.LogSumExp(a.Tensor("input"), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("prod", Axes, a => F.Prod(a.Tensor("input"), Axis(a), a.Bool("keepdim", false)));
        yield return Tensor("argmax", Axes, a => F.Argmax(a.Tensor("input"), Axis(a), a.Bool("keepdim", false)));
        yield return Tensor("argmin", Axes, a => F.Argmin(a.Tensor("input"), Axis(a), a.Bool("keepdim", false)));
        yield return Tensor("norm", "input, p=2.0, dim=None, keepdim=False", a => F.Norm(a.Tensor("input"), a.Double("p", 2), a.OptionalTuple("dim"), a.Bool("keepdim", false)));
        yield return Tensor("var", "input, dim=None, correction=1, keepdim=False, unbiased=None", a => F.Var(a.Tensor("input"), a.OptionalTuple("dim"), Correction(a), a.Bool("keepdim", false)));
        yield return Tensor("std", "input, dim=None, correction=1, keepdim=False, unbiased=None", a => F.Std(a.Tensor("input"), a.OptionalTuple("dim"), Correction(a), a.Bool("keepdim", false)));

        static int? Axis(BoundArguments a) => a.Has("dim") ? a.Int("dim", 0) : null;

        // The name of older versions of torch for a correction of 1 or 0.
        static long Correction(BoundArguments a) => a.Has("unbiased") ? (a.Bool("unbiased", true) ? 1 : 0) : a.Long("correction", 1);
    }

    private static IEnumerable<FunctionEntry> Normalizations()
    {
        yield return Tensor("batch_norm", "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05", a => F.BatchNorm(
            a.Tensor("input"), a.Tensor("running_mean"), a.Tensor("running_var"), a.OptionalTensor("weight"), a.OptionalTensor("bias"), a.Bool("training", false), a.Double("momentum", 0.1), a.Double("eps", 1e-5)));
        yield return Tensor("layer_norm", "input, normalized_shape, weight=None, bias=None, eps=1e-05", a => F.LayerNorm(
            a.Tensor("input"), a.Tuple("normalized_shape"), a.OptionalTensor("weight"), a.OptionalTensor("bias"), a.Double("eps", 1e-5)));
        yield return Tensor("rms_norm", "input, normalized_shape, weight=None, eps=None", a => F.RmsNorm(
            a.Tensor("input"), a.Tuple("normalized_shape"), a.OptionalTensor("weight"), a.OptionalDouble("eps")));
        yield return Tensor("group_norm", "input, num_groups, weight=None, bias=None, eps=1e-05", a => F.GroupNorm(
            a.Tensor("input"), a.Long("num_groups"), a.OptionalTensor("weight"), a.OptionalTensor("bias"), a.Double("eps", 1e-5)));
        yield return Tensor("instance_norm", "input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05", a => F.InstanceNorm(
            a.Tensor("input"), a.OptionalTensor("running_mean"), a.OptionalTensor("running_var"), a.OptionalTensor("weight"), a.OptionalTensor("bias"),
            a.Bool("use_input_stats", true), a.Double("momentum", 0.1), a.Double("eps", 1e-5)));
        yield return Tensor("normalize", "input, p=2.0, dim=1, eps=1e-12", a => F.Normalize(a.Tensor("input"), a.Double("p", 2), a.Int("dim", 1), a.Double("eps", 1e-12)));
    }

    private static IEnumerable<FunctionEntry> Sampling()
    {
        const string Interpolation = "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False";
        foreach (string name in (string[])["interpolate", "upsample"])
        {
            yield return Tensor(name, Interpolation, a => F.Interpolate(
                a.Tensor("input"), a.Has("size") ? a.Sizes("size") : null, a.Scale("scale_factor"), a.Word("mode", "nearest"), a.Bool("align_corners", false),
                a.Bool("recompute_scale_factor", false), a.Bool("antialias", false)));
        }

        yield return Tensor("grid_sample", "input, grid, mode='bilinear', padding_mode='zeros', align_corners=False", a => F.GridSample(
            a.Tensor("input"), a.Tensor("grid"), a.Word("mode", "bilinear"), a.Word("padding_mode", "zeros"), a.Bool("align_corners", false)));
    }

    // erf, floor, sin, …: what the elementwise table has and no function above, without parameters.
    private static IEnumerable<FunctionEntry> Remaining()
    {
        HashSet<string> taken = [.. Named.Select(entry => entry.Name)];
        foreach (PointwiseFunction function in PointwiseTable.All)
        {
            if (taken.Contains(function.Name) || function.Parameters.Count > 0 || function.Arity > 2) continue;
            PointwiseKind kind = function.Kind;
            yield return function.Arity == 1
                ? Tensor(function.Name, "input", a => a.Context.Model.Apply(Pointwise.Of(kind), a.Tensor("input"))[0])
                : Tensor(function.Name, "input, other", a => a.Context.Model.Apply(Pointwise.Of(kind), a.Tensor("input"), a.Tensor("other"))[0]);
        }
    }

    private static FunctionEntry Tensor(string name, string signature, Func<BoundArguments, Var> call) =>
        new(name, new Signature(name, signature), arguments =>
        {
            // Where torch puts the result means nothing here, but it is a truth value all the same.
            if (arguments.Has("inplace")) _ = arguments.Bool("inplace", false);
            return new TensorValue(call(arguments));
        });

    private static IReadOnlyList<Var> NotEmpty(BoundArguments arguments)
    {
        IReadOnlyList<Var> tensors = arguments.Tensors("tensors");
        return tensors.Count > 0 ? tensors : throw arguments.Refuse("tensors", "a list of tensors");
    }

    // torch.tile: an entry for each of the last axes where there are fewer than axes.
    private static ValueList<IntExpr> Tiled(BoundArguments arguments)
    {
        ValueList<IntExpr> dims = arguments.Sizes("dims");
        return [.. Enumerable.Repeat(IntExpr.One, Math.Max(0, arguments.Tensor("input").Rank - dims.Count)), .. dims];
    }

    private static ListValue Split(BoundArguments arguments)
    {
        Var input = arguments.Tensor("tensor");
        int dim = arguments.Int("dim", 0);
        if (arguments.Any("split_size_or_sections") is ListValue) return Parts(F.Split(input, arguments.Sizes("split_size_or_sections"), dim));
        long size = arguments.Long("split_size_or_sections");
        if (size < 1 || !input.Size(dim).TryGetConstant(out long extent) || (extent + size - 1) / size > 1024)
            throw arguments.Refuse("split_size_or_sections", "a positive size of an axis whose extent is known, or a list of sizes");
        return Parts(F.Split(input, [.. Enumerable.Range(0, (int)((extent + size - 1) / size)).Select(i => (IntExpr)Math.Min(size, extent - (i * size)))], dim));
    }

    private static ListValue Chunk(BoundArguments arguments)
    {
        Var input = arguments.Tensor("input");
        int dim = arguments.Int("dim", 0);
        long chunks = arguments.Long("chunks");
        IntExpr extent = input.Size(dim);
        if (chunks is < 1 or > 1024) throw arguments.Refuse("chunks", "1 to 1024");
        if (!extent.TryGetConstant(out long known))
        {
            // All alike where that is certain: an axis of 2·h in two.
            IntExpr part = IntExpr.FloorDiv(extent, chunks);
            if (!(part * chunks).Equals(extent)) throw arguments.Refuse("chunks", "a divisor of the axis, whose extent is " + extent);
            return Parts(F.Split(input, [.. Enumerable.Repeat(part, (int)chunks)], dim));
        }

        // torch makes chunks of ceil(extent / chunks), the last one smaller.
        long size = Math.Max(1, (known + chunks - 1) / chunks);
        return Parts(F.Split(input, [.. Enumerable.Range(0, (int)((known + size - 1) / size)).Select(i => (IntExpr)Math.Min(size, known - (i * size)))], dim));
    }

    private static ListValue Parts(IReadOnlyList<Var> parts) => new([.. parts.Select(part => new TensorValue(part))]);
}
