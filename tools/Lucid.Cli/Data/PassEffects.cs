using Lucid.Compiler;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Data;

/// <summary>What a compilation needs at nominal sizes.</summary>
/// <param name="Kernels">Kernels of a run.</param>
/// <param name="Flops">Their arithmetic.</param>
/// <param name="Bytes">Bytes that they move.</param>
/// <param name="Plan">The arena.</param>
internal sealed record ProgramCost(int Kernels, long Flops, long Bytes, MemoryPlan Plan)
{
    public static ProgramCost Of(LoweredProgram program, NominalSizes sizes) => new(
        program.Main.Count, program.Main.Sum(kernel => kernel.Flops.Evaluate(sizes.Symbols)),
        program.Main.Sum(kernel => kernel.BytesMoved.Evaluate(sizes.Symbols)), PlanMemory.Plan(program, sizes.Symbols));
}

/// <summary>A model compiled without the passes that can be left out, and with all of them.</summary>
/// <param name="Sizes">The sizes of both columns.</param>
/// <param name="Before">Without.</param>
/// <param name="After">With.</param>
/// <param name="Left">Kernels that are left and do nothing but move data, normalise a batch or apply an activation, each with the reason.</param>
/// <param name="Rewrites">What each exact rewrite of linear layers saves.</param>
/// <param name="Elapsed">Time of the second compilation, after everything has been compiled by the runtime.</param>
internal sealed record PassEffects(
    NominalSizes Sizes, ProgramCost Before, ProgramCost After, ValueList<string> Left, ValueList<RewriteEffect> Rewrites, TimeSpan Elapsed)
{
    public static PassEffects Of(Graph graph)
    {
        CompileOptions none = new() { DisabledPasses = [.. ModelCompiler.PassNames] };
        ModelPackage before = ModelCompiler.Compile(graph, none);
        ModelPackage after = ModelCompiler.Compile(graph);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        ModelCompiler.Compile(graph);
        TimeSpan elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        NominalSizes sizes = NominalSizes.Of(after.Program);
        PassLog log = new();
        Graph optimized = ModelCompiler.Optimize(graph, new CompileOptions(), log);
        return new(
            sizes, ProgramCost.Of(before.Program, sizes), ProgramCost.Of(after.Program, sizes), LeftOver(graph, optimized, after.Program),
            RewriteEffect.Of(log, sizes).ToValueList(), elapsed);
    }

    private static ValueList<string> LeftOver(Graph source, Graph graph, LoweredProgram program)
    {
        Dictionary<string, Node> nodes = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        // A batch normalisation is by now a product and a sum, which carry its name and its place.
        Node[] normalizations = [.. source.Nodes.Where(node => node.Op is BatchNormalization)];
        HashSet<string> others = [.. source.Nodes.Except(normalizations).Select(node => node.Name)];
        HashSet<string> normalizing =
        [
            .. graph.Nodes.Where(node => node.Op is Pointwise && !others.Contains(node.Name) && normalizations.Any(normalization => IsPartOf(node, normalization)))
                .Select(node => node.Name),
        ];
        List<string> left = [];
        foreach (ProgramKernel kernel in program.Main)
        {
            Node[] members = [.. kernel.Nodes.Where(nodes.ContainsKey).Select(name => nodes[name])];
            if (members.Length == 0 && kernel.Name.EndsWith(".copy", StringComparison.Ordinal)) left.Add($"{kernel.Name}: its reader needs its operand in one piece");
            if (members.Length == 0 || !members.All(member => IsMovement(member.Op) || IsActivation(member.Op) || normalizing.Contains(member.Name))) continue;
            string reason = members.Any(member => normalizing.Contains(member.Name))
                ? "a batch normalisation whose operand is an input, read elsewhere too, or made by a kernel without an epilogue, or whose parameters are not constant"
                : Reason(members[0].Op);
            left.Add($"{kernel.Name}: {reason}");
        }

        return left.ToValueList();
    }

    private static bool IsPartOf(Node node, Node normalization) => node.Span == normalization.Span
        && (node.Name == normalization.Name || (node.Name.StartsWith(normalization.Name + "_", StringComparison.Ordinal) && node.Name.AsSpan(normalization.Name.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0));

    private static bool IsMovement(Op op) => op is Pad or Slice or Concat or Reshape or Transpose or Expand;

    private static bool IsActivation(Op op) => op is Pointwise { Function.Arity: 1 } or Pointwise { Kind: PointwiseKind.PRelu };

    private static string Reason(Op op) => op switch
    {
        Pad { Mode: not PadMode.Constant } pad => $"{Pad.ModeText(pad.Mode)} padding repeats elements, which no layer's own padding does",
        Pad => "zeros that no convolution reads next",
        Slice => "a part that does not begin with a block of four channels, or whose reader needs its operand in one piece",
        Concat => "parts that do not begin with a block of four channels, that are inputs or parts of another value, or whose kernel fills a buffer of its own",
        Transpose => "the reader needs its operand in order",
        Reshape or Expand => "the reader needs its operand in one piece",
        _ => "its operand is read elsewhere too, or made by a kernel without an epilogue",
    };
}
