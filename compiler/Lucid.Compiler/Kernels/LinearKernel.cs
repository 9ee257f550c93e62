using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Linear layers: convolutions, transposed convolutions and matrix products, all as phases and taps (shaders/taps).
/// Layers whose groups are whole blocks of channels run dense; one channel a group runs depthwise; other groups run general.
/// </summary>
internal static class LinearKernel
{
    public static void LowerConvolution(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Graph graph = context.Graph;
        SymbolicShape inputShape = graph.TypeOf(node.Inputs[0]).Shape;
        SymbolicShape weightShape = graph.TypeOf(node.Inputs[1]).Shape;
        SymbolicShape outputShape = graph.TypeOf(node.Output).Shape;
        LinearForm form = FormOf(graph, node);
        bool batched = inputShape.Rank == weightShape.Rank;
        LinearKind kind = KindOf(form, batched);
        Storage input = InputOf(context, node.Inputs[0], batched, kind);
        Storage? halves = context.ReadHalfWeights(node.Inputs[1]);
        Storage weights = halves ?? context.Read(node.Inputs[1], StorageLayout.Plain);
        bool isStatic = input.IsStatic && weights.IsStatic && Others(group).All(value => context.ReadStored(value).IsStatic);

        // Depthwise writes blocks only; a value that is wanted plain is converted afterwards.
        StorageLayout layout = !batched ? StorageLayout.Plain
            : kind == LinearKind.Depthwise ? StorageLayout.Blocked
            : context.PreferredLayout(group.Output, blockedSource: true);
        Storage output = batched ? context.DefineView(group.Output, layout, isStatic) : context.Define(group.Output, layout, isStatic);
        SymbolicShape batchedOutput = batched ? outputShape : new SymbolicShape([IntExpr.One, .. outputShape.Extents]);
        LinearParts parts = new(
            form, kind, input, weights, output with { Shape = batchedOutput },
            LinearView.OfConvolution(input, form), LinearView.OfConvolution(output with { Shape = batchedOutput }, form),
            OperandOf(context, group, batchedOutput), VectorsOf(context, group, form, isStatic),
            halves is not null || IsFinite(graph, node.Inputs[1]), LayerCost.OfLayer(node.Op, inputShape, weightShape, outputShape) * 2);
        LinearCandidates.Emit(context, group, parts);
    }

    public static void LowerProduct(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Graph graph = context.Graph;
        Storage left = context.ReadRows(node.Inputs[0]);
        Storage? halves = context.ReadHalfWeights(node.Inputs[1]);
        Storage right = halves ?? context.ReadRows(node.Inputs[1]);
        (LinearForm form, left, right) = node.Op is Linear
            ? OfLinear(left, right)
            : ProductOperands.Of(context, node, left, right);
        bool isStatic = left.IsStatic && right.IsStatic && Others(group).All(value => context.ReadStored(value).IsStatic);
        Storage output = context.Define(group.Output, StorageLayout.Plain, isStatic);
        LinearParts parts = new(
            form, LinearKind.Dense, left, right, output, LinearView.OfProduct(left, form.Axes[2].In, form.GroupIn), LinearView.OfProduct(output, form.Axes[2].Out, form.GroupOut),
            OperandOfProduct(context, group, form), VectorsOf(context, group, form, isStatic),
            // No product lacks an input that a missing one would have to stand for.
            FiniteWeights: true, form.Groups * form.Axes[2].In * form.GroupIn * form.GroupOut * 2);
        LinearCandidates.Emit(context, group, parts);
    }

    private static (LinearForm Form, Storage Left, Storage Right) OfLinear(Storage left, Storage right)
    {
        IntExpr rows = left.Shape.Extents.SkipLast(1).Aggregate(IntExpr.One, (product, extent) => product * extent);
        return (LinearForm.OfProduct(1, rows, right.Shape[1], right.Shape[0], right.Shape[1], IntExpr.One), left, right);
    }

    /// <summary>Whether the weights of a layer may be halves.</summary>
    public static bool ReadsHalfWeights(Graph graph, Node node) => node.Op is Linear or MatMul || IsBatchedConvolution(graph, node);

    /// <summary>Whether a layer has its input converted to blocks where it lies otherwise; then both may be halves.</summary>
    public static bool ReadsBlocks(Graph graph, Node node) =>
        IsBatchedConvolution(graph, node) && KindOf(FormOf(graph, node), batched: true) is LinearKind.Dense or LinearKind.Depthwise;

    /// <summary>Whether a node is a convolution or transposed convolution over a batch.</summary>
    public static bool IsBatchedConvolution(Graph graph, Node node) =>
        node.Op is Conv or ConvTranspose && graph.TypeOf(node.Inputs[0]).Rank == graph.TypeOf(node.Inputs[1]).Rank;

    private static LinearForm FormOf(Graph graph, Node node)
    {
        SymbolicShape input = graph.TypeOf(node.Inputs[0]).Shape;
        SymbolicShape weight = graph.TypeOf(node.Inputs[1]).Shape;
        SymbolicShape output = graph.TypeOf(node.Output).Shape;
        return node.Op switch
        {
            Conv conv => LinearForm.Of(conv, input, weight, output),
            ConvTranspose conv => LinearForm.Of(conv, input, weight, output),
            _ => throw new System.Diagnostics.UnreachableException($"{node.Name}: {node.Op.Name} is no convolution"),
        };
    }

    private static LinearKind KindOf(LinearForm form, bool batched)
    {
        if (form.Groups == IntExpr.One) return LinearKind.Dense;
        if (batched && form.GroupIn == IntExpr.One && form.GroupOut == IntExpr.One) return LinearKind.Depthwise;
        bool blocks = IntExpr.Mod(form.GroupIn, 4) == IntExpr.Zero && IntExpr.Mod(form.GroupOut, 4) == IntExpr.Zero;
        return blocks ? LinearKind.Dense : LinearKind.General;
    }

    private static Storage InputOf(LoweringContext context, ValueId value, bool batched, LinearKind kind)
    {
        string name = context.Graph[value].Name;
        if (batched) return kind == LinearKind.General ? context.ReadStored(value) : context.ReadStored(value, StorageLayout.Blocked);
        Storage storage = context.Read(value);
        storage = storage with { Shape = new SymbolicShape([IntExpr.One, .. storage.Shape.Extents]) };
        return kind == LinearKind.General || storage.Layout == StorageLayout.Blocked ? storage : context.Convert(storage, StorageLayout.Blocked, name);
    }

    /// <summary>The tensor operand of the epilogue under the output's batched shape.</summary>
    private static LinearOperand? OperandOf(LoweringContext context, KernelGroup group, SymbolicShape output)
    {
        if (group.Operands.Count == 0) return null;
        Storage storage = context.ReadStored(group.Operands[0]);
        if (storage.Layout == StorageLayout.Blocked && storage.Shape.Rank != output.Rank) storage = context.Read(group.Operands[0], StorageLayout.Plain);
        // Halves are read by whole blocks.
        if (storage is { IsHalf: true, Layout: StorageLayout.Plain })
            storage = storage.Shape.Rank == output.Rank ? context.ReadStored(group.Operands[0], StorageLayout.Blocked) : context.Read(group.Operands[0], StorageLayout.Plain);
        TensorAccess access = TensorAccess.Broadcast(storage, output);
        bool blocked = access.ChannelAxis >= 0;
        IntExpr channel = access.Strides[1];
        return new(storage, new LinearView(
            IntExpr.Zero, access.Strides[0], blocked ? access.Block : channel * 4, LinearView.PadAxes([.. access.Strides.Skip(2)]),
            blocked ? IntExpr.One : channel, Vectorised: false) { IsHalf = storage.IsHalf });
    }

    /// <summary>The tensor operand of a matrix product has the product's shape.</summary>
    private static LinearOperand? OperandOfProduct(LoweringContext context, KernelGroup group, LinearForm form)
    {
        if (group.Operands.Count == 0) return null;
        Storage storage = context.ReadRows(group.Operands[0]);
        return new(storage, LinearView.OfProduct(storage, form.Axes[2].Out, form.GroupOut).AsScalars());
    }

    /// <summary>The channel vectors of the epilogue, packed as (vector, C/4) of vec4 by one small kernel each.</summary>
    private static Storage? VectorsOf(LoweringContext context, KernelGroup group, LinearForm form, bool isStatic)
    {
        if (group.Vectors.Count == 0) return null;
        Storage[] sources = [.. group.Vectors.Select(context.ReadPlain)];
        ElementStep[] steps = [.. group.Elementwise.Steps.Where(step => step.Kind == ElementStepKind.Vector)];
        bool prepared = isStatic || sources.All(s => s.IsStatic);
        // As a plain-ranked blocked tensor: vector k is image k, its channels are the layer's.
        SymbolicShape shape = new(steps.Sum(step => step.VectorCount), form.OutChannels, 1);
        Storage target = context.Scratch($"{group.Name}.vectors", shape, StorageLayout.Blocked, prepared);
        IntExpr perVector = IntExpr.CeilDiv(form.OutChannels, 4) * 4;
        for (int i = 0; i < sources.Length; i++)
        {
            // A vector that repeats lies as (channel, rest).
            int count = steps[i].VectorCount;
            SymbolicShape part = new(count, form.OutChannels, 1);
            TensorAccess source = new(sources[i], IntExpr.Zero, [1, count, 0], -1, IntExpr.Zero);
            TensorAccess output = new(target, perVector * steps[i].Index, ValueList.Create<IntExpr>(target.AxisStrides()), 1, IntExpr.Zero);
            ElementwiseGraph identity = ElementwiseGraph.Identity(ElementType.U32);
            context.Emit(PointwiseKernel.Make(context, $"{context.Graph[group.Vectors[i]].Name}.to_vector", [], part, output, [source], identity), target);
        }

        return target;
    }

    private static IEnumerable<ValueId> Others(KernelGroup group) => group.Operands.Concat(group.Vectors);

    /// <summary>Whether weights are known to hold no infinity or NaN.</summary>
    private static bool IsFinite(Graph graph, ValueId weights)
    {
        if (!graph.Constants.TryGetValue(weights, out HostTensor? data) || data.Element != ElementType.F32) return false;
        foreach (float value in data.As<float>())
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }
}
