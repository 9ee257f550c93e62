using System.Collections.Immutable;
using System.Reflection;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Compiler.Passes;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Compiler;

/// <summary>
/// Graph → package. Every stage stands here in order; each is a pure function whose result can be printed.
/// </summary>
public static class ModelCompiler
{
    /// <summary>Version of the compiler, as <c>lucid --version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(ModelCompiler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Compiles a model.</summary>
    /// <exception cref="ModelException">The model uses what cannot be compiled; every such node is named.</exception>
    public static ModelPackage Compile(Graph graph, CompileOptions? options = null, PassLog? log = null)
    {
        options ??= new CompileOptions();
        log ??= new PassLog();
        Graph optimized = Optimize(graph, options, log);
        CheckSupport(optimized);

        (LoweringContext context, LoweredProgram program) = Lower(optimized, options, log);
        program = PruneCandidates.Run(program, options.Targets);
        program = log.Stage("plan memory", () => PlanMemory.Run(program));
        string? graphText = options.Strip ? null : StoredGraph.Print(optimized, context.Constants);
        return new ModelPackage(
            program, PruneCandidates.Needed(program, context.Writer.Modules), context.Constants.ToImmutableSortedDictionary(StringComparer.Ordinal), graphText,
            ImmutableSortedDictionary<string, HostTensor>.Empty, Version)
        {
            Proof = options.TracesValues ? new PackageGoldens([], StoredValues.Of(context, program)) : null,
            Float32 = options.WithFloat32 && options.Precision == ElementType.F16 ? Float32Of(graph, options) : null,
        };
    }

    // Without a graph and what only a graph holds: those of the package serve both.
    private static ModelPackage Float32Of(Graph graph, CompileOptions options) =>
        Compile(graph, options with { Precision = ElementType.F32, WithFloat32 = false, Strip = true, TracesValues = false });

    /// <summary>The passes over the graph, in order.</summary>
    private static readonly ImmutableArray<GraphPass> Passes =
    [
        new("remove dead nodes", GraphRewriter.RemoveDead),
        new("simplify movements", SimplifyMovements.Run),
        new("share equal nodes", ShareEqualNodes.Run),
        new("recognize activations", RecognizeActivations.Run),
        new("recognize pixel shuffle", RecognizePixelShuffle.Run),
        // Before scales move: a scale and a shift behind a normalisation are its own.
        new("recognize group normalization", RecognizeGroupNormalization.Run),
        new("recognize attention", RecognizeAttention.Run),
        new("turn products into convolutions", TurnProductsIntoConvolutions.Run),
        // Transpositions that the last two leave side by side.
        new("simplify movements again", SimplifyMovements.Run),
        // Behind what leaves transpositions before and behind a normalisation.
        new("recognize layer normalization", RecognizeLayerNormalization.Run),
        // Scales fold as BatchNormalization holds them, in float64: before they are written out as rounded factors.
        new("fold scales after layers", FoldScalesAfterLayers.Run),
        new("fold scales before layers", FoldScalesBeforeLayers.Run),
        new("decompose batch normalization", DecomposeBatchNormalization.Run, isNeeded: true),
        new("decompose normalizations", DecomposeNormalizations.Run, isNeeded: true),
        new("fold constants", FoldConstants.Run),
        new("fold pads into layers", FoldPadsIntoLayers.Run),
        new("fold crops into layers", FoldCropsIntoLayers.Run),
        // Behind the pads, which stand between upsampling and its convolution.
        new("fold upsampling into convolutions", FoldUpsamplingIntoConvolutions.Run),
        new("fold blocks into convolutions", FoldBlocksIntoConvolutions.Run),
        new("fold pools into convolutions", FoldPoolsIntoConvolutions.Run),
        new("merge layers", MergeLayers.Run),
        // A weight that two layers share has been rewritten for each of them.
        new("share equal nodes again", ShareEqualNodes.Run),
        // Last: a shuffle or a pad folds into a convolution only where nothing stands between them.
        new("move activations before joins", MoveActivationsBeforeJoins.Run),
        new("move activations", MoveActivations.Run),
        // Transpositions between which a step stood that has moved away.
        new("simplify movements at last", SimplifyMovements.Run),
        new("remove dead nodes again", GraphRewriter.RemoveDead),
    ];

    private const string GroupKernelsName = "group kernels";
    private const string AliasViewsName = "alias views";
    private const string RunInPlaceName = "run in place";

    /// <summary>The names that <see cref="CompileOptions.DisabledPasses"/> may hold, in order: what is left out costs speed or memory only.</summary>
    public static ImmutableArray<string> PassNames { get; } = [.. Passes.Where(pass => !pass.IsNeeded).Select(pass => pass.Name), GroupKernelsName, AliasViewsName, RunInPlaceName];

    /// <summary>The graph after the passes.</summary>
    public static Graph Optimize(Graph graph, CompileOptions options, PassLog log)
    {
        graph = Passes.Aggregate(graph, (current, pass) => log.Run(pass, current, options));
        return options.Precision == ElementType.F16 ? log.Run(StoreHalves, graph, options) : graph;
    }

    private static readonly GraphPass StoreHalves = new("store weights as halves", StoreWeightsAsHalves.Run, isNeeded: true);

    /// <summary>Which values of a rewritten graph are stored as halves: those that its kernels write so.</summary>
    internal static ImmutableHashSet<ValueId> HalfValuesOf(Graph graph, CompileOptions options) => Lower(graph, options, new PassLog()).Context.StoredAsHalves;

    private static (LoweringContext Context, LoweredProgram Program) Lower(Graph graph, CompileOptions options, PassLog log)
    {
        ProgramWriter writer = new();
        LoweringContext context = new(
            graph, writer, new KernelModules(writer, options.Numerics), !options.DisabledPasses.Contains(AliasViewsName), !options.DisabledPasses.Contains(RunInPlaceName))
        {
            IsStrict = options.Numerics == NumericsMode.Strict,
        };
        bool fuse = !options.DisabledPasses.Contains(GroupKernelsName);
        ImmutableArray<KernelGroup> groups = log.Stage(GroupKernelsName, () => GroupKernels.Run(graph, fuse));
        return (context, log.Stage("lower kernels", () => LowerKernels.Run(graph, groups, context, options)));
    }

    /// <summary>Reports every node without a kernel at once.</summary>
    private static void CheckSupport(Graph graph)
    {
        DiagnosticBag diagnostics = [];
        foreach (Node node in graph.Nodes)
        {
            if (!LowerKernels.IsSupported(node.Op)) diagnostics.Add(CompilerDiagnostics.NoKernel.At(node.Span, node.Name, node.Op.Name));
        }

        if (diagnostics.HasErrors) throw new ModelException([.. diagnostics]);
    }
}
