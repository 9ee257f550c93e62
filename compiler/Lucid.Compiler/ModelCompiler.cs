using System.Collections.Immutable;
using System.Reflection;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Compiler.Passes;
using Lucid.Model;
using Lucid.Packaging;
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

        ProgramWriter writer = new();
        LoweringContext context = new(optimized, writer, new KernelModules(writer));
        ImmutableArray<KernelGroup> groups = log.Stage("group kernels", () => GroupKernels.Run(optimized));
        LoweredProgram program = log.Stage("lower kernels", () => LowerKernels.Run(optimized, groups, context, options));
        program = log.Stage("plan memory", () => PlanMemory.Run(program));
        string? graphText = options.Strip ? null : StoredGraph.Print(optimized, context.Constants);
        return new ModelPackage(
            program, writer.Modules, context.Constants.ToImmutableSortedDictionary(StringComparer.Ordinal), graphText,
            ImmutableSortedDictionary<string, HostTensor>.Empty, Version);
    }

    /// <summary>The passes over the graph, in order.</summary>
    public static Graph Optimize(Graph graph, CompileOptions options, PassLog log)
    {
        graph = log.Run("remove dead nodes", GraphRewriter.RemoveDead, graph, options);
        // Before folding: the factors are made in float64 from the parameters.
        graph = log.Run("decompose batch normalization", DecomposeBatchNormalization.Run, graph, options);
        graph = log.Run("fold constants", FoldConstants.Run, graph, options);
        return log.Run("remove dead nodes again", GraphRewriter.RemoveDead, graph, options);
    }

    /// <summary>Reports every node without a kernel at once.</summary>
    private static void CheckSupport(Graph graph)
    {
        DiagnosticBag diagnostics = [];
        foreach (Node node in graph.Nodes)
        {
            if (!LowerKernels.IsSupported(node.Op)) diagnostics.Error("LUC3001", node.Span, $"{node.Name}: no kernel computes '{node.Op.Name}'");
        }

        if (diagnostics.HasErrors) throw new ModelException([.. diagnostics]);
    }
}
