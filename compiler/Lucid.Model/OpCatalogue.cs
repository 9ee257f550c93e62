using System.Collections.Immutable;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>Every op by its name in the text form, with how it is made from its attributes.</summary>
public static class OpCatalogue
{
    private static readonly ImmutableSortedDictionary<string, Func<OpAttributes, Op>> Factories = Entries().ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The names of all ops, in ordinal order.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    /// <summary>The op of a name, made from its attributes.</summary>
    /// <exception cref="FormatException">There is no such op, or an attribute is missing, unknown or of the wrong kind.</exception>
    public static Op Create(string name, IEnumerable<OpAttribute> attributes)
    {
        if (!Factories.TryGetValue(name, out Func<OpAttributes, Op>? factory)) throw new FormatException($"there is no op '{name}'{NearestNames.Hint(name, Names)}");
        OpAttributes read = new(attributes);
        Op op = factory(read);
        read.CheckAllRead();
        return op;
    }

    /// <summary>The op with symbols of its attributes replaced by expressions.</summary>
    public static Op Substitute(Op op, IReadOnlyDictionary<string, IntExpr> values)
    {
        if (op.Expressions.All(expr => expr.IsConstant)) return op;
        return Create(op.Name, op.Attributes.Select(attribute => attribute with
        {
            Value = attribute.Value switch
            {
                IntExpr expr => expr.Substitute(values),
                ValueList<IntExpr> list => list.Select(expr => expr.Substitute(values)).ToValueList(),
                object other => other,
            },
        }));
    }

    internal static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();

    internal static ValueList<long> Ones(int count) => Enumerable.Repeat(1L, count).ToValueList();

    private static IEnumerable<KeyValuePair<string, Func<OpAttributes, Op>>> Entries()
    {
        yield return new("conv", a =>
        {
            ValueList<long> stride = a.Longs("stride");
            int rank = stride.Count;
            return new Conv(stride, a.Exprs("pads_begin", Zeros(rank)), a.Exprs("pads_end", Zeros(rank)), a.Longs("dilation", Ones(rank)), a.Long("groups", 1));
        });
        yield return new("conv_transpose", a =>
        {
            ValueList<long> stride = a.Longs("stride");
            int rank = stride.Count;
            return new ConvTranspose(stride, a.Exprs("pads_begin", Zeros(rank)), a.Exprs("pads_end", Zeros(rank)), a.Exprs("output_padding", Zeros(rank)),
                a.Longs("dilation", Ones(rank)), a.Long("groups", 1));
        });
        yield return new("linear", _ => new Linear());
        yield return new("matmul", _ => new MatMul());
        yield return new("batch_normalization", a => new BatchNormalization(a.Double("epsilon")));
        yield return new("cast", a => new Cast(a.Word("to", Enum.GetValues<ElementType>(), type => type.Text())));
        yield return new("concat", a => new Concat(a.Long("axis")));
        yield return new("reshape", a => new Reshape(new SymbolicShape(a.Exprs("shape").AsSpan())));
        yield return new("transpose", a => new Transpose(a.Longs("permutation")));
        yield return new("slice", a =>
        {
            ValueList<IntExpr> starts = a.Exprs("starts");
            return new Slice(starts, a.Exprs("lengths"), a.Longs("steps", Ones(starts.Count)));
        });
        yield return new("pad", a => new Pad(
            a.Word("mode", Enum.GetValues<PadMode>(), Pad.ModeText, PadMode.Constant), a.Exprs("begin"), a.Exprs("end"), a.Double("value", 0)));
        yield return new("expand", a => new Expand(new SymbolicShape(a.Exprs("shape").AsSpan())));
        yield return new("reduce", a => new Reduce(a.Word("kind", Enum.GetValues<ReduceKind>(), Reduce.KindText), a.Longs("axes"), a.Bool("keep_dims", true)));
        yield return new("arg_reduce", a => new ArgReduce(a.Bool("max"), a.Long("axis"), a.Bool("keep_dims", true), a.Bool("select_last", false)));
        yield return new("softmax", a => new Softmax(a.Long("axis"), a.Bool("log", false)));
        yield return new("attention", a => new Attention(a.Double("scale")));
        yield return new("instance_normalization", a => new InstanceNormalization(a.Double("epsilon")));
        yield return new("group_normalization", a => new GroupNormalization(a.Long("groups"), a.Double("epsilon")));
        yield return new("layer_normalization", a => new LayerNormalization(a.Long("axis"), a.Double("epsilon"), a.Long("count", 0), a.Bool("centred", true)));
        yield return new("normalization_factors", a => new NormalizationFactors(a.Expr("groups"), a.Double("epsilon")));
        yield return new("top_k", a => new TopK(a.Long("axis"), a.Expr("count"), a.Bool("largest", true), a.Bool("sorted", true)));
        yield return new("gather", a => new Gather(a.Long("axis")));
        yield return new("gather_elements", a => new GatherElements(a.Long("axis")));
        yield return new("scatter_nd", a => new ScatterND(a.Word("reduction", Enum.GetValues<ScatterReduction>(), ScatterND.ReductionText, ScatterReduction.None)));
        yield return new("shape_values", a => new ShapeValues(a.Exprs("values")));
        yield return new("iota", a => new Iota(a.Expr("length")));
        yield return new("pool", a =>
        {
            ValueList<long> kernel = a.Longs("kernel");
            int rank = kernel.Count;
            return new Pool(a.Word("kind", Enum.GetValues<PoolKind>(), Pool.KindText), kernel, a.Longs("stride", Ones(rank)), a.Exprs("pads_begin", Zeros(rank)),
                a.Exprs("pads_end", Zeros(rank)), a.Longs("dilation", Ones(rank)), a.Bool("ceil_mode", false), a.Bool("count_include_pad", false), a.Long("p", 2));
        });
        yield return new("resize", a => new Resize(
            a.Word("mode", Enum.GetValues<ResizeMode>(), Resize.ModeText),
            a.Word("coordinates", Enum.GetValues<CoordinateMode>(), Resize.CoordinatesText, CoordinateMode.HalfPixel),
            a.Word("rounding", Enum.GetValues<NearestRounding>(), Resize.RoundingText, NearestRounding.RoundPreferFloor),
            a.Exprs("sizes"), a.Doubles("scales", []), a.Double("cubic_a", -0.75), a.Bool("exclude_outside", false), a.Bool("antialias", false),
            a.Double("extrapolation", 0), a.Doubles("roi", [])));
        yield return new("grid_sample", a => new GridSample(a.Word("mode", Enum.GetValues<ResizeMode>(), Resize.ModeText),
            a.Word("padding", Enum.GetValues<GridPadding>(), GridSample.PaddingText, GridPadding.Zeros), a.Bool("align_corners", false)));
        yield return new("depth_to_space", a => new DepthToSpace(a.Long("block_size"), a.Bool("column_row_depth", false)));
        yield return new("space_to_depth", a => new SpaceToDepth(a.Long("block_size")));
        yield return new("local_response_normalization", a => new LocalResponseNormalization(a.Long("size"), a.Double("alpha"), a.Double("beta"), a.Double("bias")));
        foreach (PointwiseFunction function in PointwiseTable.All)
        {
            ValueList<PointwiseParameter> parameters = function.Parameters;
            double Parameter(OpAttributes a, int i) => i < parameters.Count ? a.Double(parameters[i].Name, parameters[i].Default) : 0;
            yield return new(function.Name, a => new Pointwise(function.Kind, Parameter(a, 0), Parameter(a, 1)));
        }
    }
}
