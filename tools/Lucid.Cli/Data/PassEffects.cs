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
/// <param name="Left">Kernels that are left and do nothing but move data or apply an activation, each with the reason.</param>
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
            sizes, ProgramCost.Of(before.Program, sizes), ProgramCost.Of(after.Program, sizes), LeftOver(optimized, after.Program),
            RewriteEffect.Of(log, sizes).ToValueList(), elapsed);
    }

    private static ValueList<string> LeftOver(Graph graph, LoweredProgram program)
    {
        Dictionary<string, Node> nodes = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        List<string> left = [];
        foreach (ProgramKernel kernel in program.Main)
        {
            Node[] members = [.. kernel.Nodes.Where(nodes.ContainsKey).Select(name => nodes[name])];
            if (members.Length == 0 && kernel.Name.EndsWith(".copy", StringComparison.Ordinal)) left.Add($"{kernel.Name}: its reader needs its operand in one piece");
            if (members.Length == 0 || !members.All(member => IsMovement(member.Op) || IsActivation(member.Op))) continue;
            left.Add($"{kernel.Name}: {Reason(members[0].Op)}");
        }

        return left.ToValueList();
    }

    private static bool IsMovement(Op op) => op is Pad or Slice or Concat or Reshape or Transpose or Expand or BatchNormalization;

    private static bool IsActivation(Op op) => op is Pointwise { Function.Arity: 1 } or Pointwise { Kind: PointwiseKind.PRelu };

    private static string Reason(Op op) => op switch
    {
        Pad { Mode: not PadMode.Constant } pad => $"{Pad.ModeText(pad.Mode)} padding repeats elements, which no layer's own padding does",
        Pad => "zeros that no convolution reads next",
        Slice => "a part that does not begin with a block of four channels, or whose reader needs its operand in one piece",
        Concat => "parts that do not begin with a block of four channels, that are inputs or parts of another value, or whose kernel fills a buffer of its own",
        Transpose => "the reader needs its operand in order",
        Reshape or Expand => "the reader needs its operand in one piece",
        BatchNormalization => "its parameters are not constant",
        _ => "its operand is read elsewhere too, or made by a kernel without an epilogue",
    };
}
