using System.Collections.Immutable;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>Turns kernel groups into a program: buffers, kernels with their candidates, modules and stored constants.</summary>
internal static class LowerKernels
{
    /// <summary>Which family lowers which root; every op of the model stands here once.</summary>
    private static readonly Dictionary<Type, Action<LoweringContext, KernelGroup>> Families = new()
    {
        [typeof(Conv)] = LinearKernel.LowerConvolution,
        [typeof(ConvTranspose)] = LinearKernel.LowerConvolution,
        [typeof(Linear)] = LinearKernel.LowerProduct,
        [typeof(MatMul)] = LinearKernel.LowerProduct,
        [typeof(Pointwise)] = PointwiseKernel.Lower,
        [typeof(Cast)] = PointwiseKernel.Lower,
        [typeof(Reshape)] = MoveKernel.LowerReshape,
        [typeof(Transpose)] = MoveKernel.LowerTranspose,
        [typeof(Expand)] = MoveKernel.LowerExpand,
        [typeof(Slice)] = MoveKernel.LowerSlice,
        [typeof(Concat)] = MoveKernel.LowerConcat,
        [typeof(Pad)] = PadKernel.Lower,
        [typeof(Pool)] = PoolKernel.Lower,
        [typeof(Resize)] = ResizeKernel.Lower,
        [typeof(GridSample)] = GridSampleKernel.Lower,
        [typeof(DepthToSpace)] = BlockOrderKernel.Lower,
        [typeof(SpaceToDepth)] = BlockOrderKernel.Lower,
        [typeof(LocalResponseNormalization)] = LocalResponseKernel.Lower,
        [typeof(Gather)] = GatherKernel.LowerSlices,
        [typeof(GatherElements)] = GatherKernel.LowerElements,
        [typeof(ScatterND)] = ScatterKernel.Lower,
        [typeof(ShapeValues)] = SizeKernel.LowerShapeValues,
        [typeof(Iota)] = SizeKernel.LowerIota,
        [typeof(Reduce)] = ReduceKernel.Lower,
        [typeof(ArgReduce)] = ArgReduceKernel.Lower,
        [typeof(Softmax)] = SoftmaxKernel.Lower,
        [typeof(Attention)] = AttentionKernel.Lower,
        [typeof(NormalizationFactors)] = NormalizationKernel.LowerFactors,
        [typeof(LayerNormalization)] = NormalizationKernel.LowerLayer,
        [typeof(TopK)] = TopKKernel.Lower,
    };

    /// <summary>Whether an op has a kernel.</summary>
    public static bool IsSupported(Op op) => Families.ContainsKey(op.GetType());

    /// <summary>Whether an op reads its first operand in row-major order only.</summary>
    public static bool WantsPlain(Op op) => op is Reshape or Linear or MatMul or Gather or GatherElements or ScatterND or LayerNormalization or TopK;

    public static LoweredProgram Run(Graph graph, ImmutableArray<KernelGroup> groups, LoweringContext context, CompileOptions options)
    {
        ProgramWriter writer = context.Writer;
        foreach (ValueId input in graph.Inputs)
        {
            TensorType type = graph.TypeOf(input);
            int buffer = writer.AddBuffer(graph[input].Name, BufferKind.Input, LoweringContext.ByteSize(type.Shape.ElementCount));
            context.Alias(input, new Storage(buffer, StorageLayout.Plain, type.Shape, IsStatic: false));
        }

        if (options.Precision == ElementType.F16) context.Halves = HalfValues.Of(graph, groups, context);
        LowerGroups(graph, groups, context);

        List<ProgramTensor> outputs = [];
        HashSet<int> taken = [];
        foreach (GraphOutput output in graph.Outputs)
        {
            Storage storage = ReadOutput(context, output);
            if (writer.BufferAt(storage.Buffer).Kind != BufferKind.Output || !taken.Add(storage.Buffer)) storage = CopyToOutput(context, output.Name, storage);
            taken.Add(storage.Buffer);
            outputs.Add(Tensor(graph, output.Name, output.Value, storage.Buffer));
        }

        if (writer.OverflowBuffer >= 0)
        {
            SymbolicShape words = new(writer.OverflowChecks.Count);
            Storage storage = new(writer.OverflowBuffer, StorageLayout.Plain, words, IsStatic: false);
            writer.ClearOverflow(() => PointwiseKernel.Make(
                context, $"{LoweredProgram.OverflowName}.clear", [], words, TensorAccess.Broadcast(storage, words), [], new ElementwiseGraph([ElementStep.Constant(0, ElementType.I32)])));
            outputs.Add(new ProgramTensor(LoweredProgram.OverflowName, new TensorType(ElementType.I32, words), ElementType.I32, writer.OverflowBuffer));
        }

        return new LoweredProgram(
            graph.Name,
            options.Numerics,
            options.Precision,
            graph.Inputs.Select(id => Tensor(graph, graph[id].Name, id, context.Read(id).Buffer)).ToValueList(),
            outputs.ToValueList(),
            [.. graph.Guards.Select(guard => new ProgramGuard(guard.Condition, guard.Message, guard.Span.ToString())), .. context.Guards],
            writer.Buffers,
            writer.Prepare,
            writer.Main,
            StaticPlan: null,
            options.Metadata)
        {
            OverflowChecks = writer.OverflowChecks,
        };
    }

    /// <summary>Lowers every group; what a family cannot do is collected, so that all of it is named at once.</summary>
    private static void LowerGroups(Graph graph, ImmutableArray<KernelGroup> groups, LoweringContext context)
    {
        DiagnosticBag diagnostics = [];
        foreach (KernelGroup group in groups)
        {
            // The layers that read halves take the cast in.
            if (group.Root.Op is Cast && context.ReadHalfWeights(group.Output) is not null) continue;
            try
            {
                Families[group.Root.Op.GetType()](context, group);
                context.Finish(group);
            }
            catch (LoweringException fault)
            {
                diagnostics.Add(CompilerDiagnostics.NotLowered.At(group.Root.Span, group.Root.Name, fault.Message));
                foreach (ValueId value in group.Members.SelectMany(member => member.Outputs))
                    context.Alias(value, context.Scratch(graph[value].Name, graph.TypeOf(value).Shape, StorageLayout.Plain, isStatic: false));
            }
        }

        if (diagnostics.HasErrors) throw new ModelException([.. diagnostics]);
    }

    private static Storage ReadOutput(LoweringContext context, GraphOutput output)
    {
        try
        {
            return context.Read(output.Value, StorageLayout.Plain);
        }
        catch (LoweringException fault)
        {
            throw new ModelException([CompilerDiagnostics.NotLowered.At(SourceSpan.None, $"output '{output.Name}'", fault.Message)]);
        }
    }

    private static ProgramTensor Tensor(Graph graph, string name, ValueId value, int buffer)
    {
        TensorType type = graph.TypeOf(value);
        return new(name, type, LoweringContext.DeviceElement(type.Element), buffer);
    }

    private static Storage CopyToOutput(LoweringContext context, string name, Storage source)
    {
        int buffer = context.Writer.AddBuffer(name, BufferKind.Output, LoweringContext.ByteSize(source.Shape.ElementCount));
        Storage target = new(buffer, StorageLayout.Plain, source.Shape, IsStatic: false);
        MoveKernel.Copy(context, $"{name}.to_output", source, target);
        return target;
    }
}
