using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>Plans the arena of a program whose sizes are all known; a program with symbols is planned by the session.</summary>
public static class PlanMemory
{
    private static readonly Dictionary<string, long> NoSymbols = [];

    internal static LoweredProgram Run(LoweredProgram program)
    {
        if (program.Buffers.Any(buffer => !buffer.ByteSize.IsConstant)) return program;
        MemoryPlan plan = Plan(program, NoSymbols);
        long[] offsets = Enumerable.Repeat(-1L, program.Buffers.Count).ToArray();
        ValueList<ArenaLifetime> lifetimes = ArenaLifetimes.Of(program);
        for (int i = 0; i < lifetimes.Count; i++) offsets[lifetimes[i].Buffer] = plan.Offsets[i];
        return program with { StaticPlan = new ProgramPlan(ValueList.Create<long>(offsets), plan.Peak, plan.LowerBound) };
    }

    /// <summary>The plan for given values of the symbols, over <see cref="ArenaLifetimes"/> in order.</summary>
    public static MemoryPlan Plan(LoweredProgram program, IReadOnlyDictionary<string, long> symbols) =>
        GreedyBestFit.Plan(new MemoryProblem(ArenaLifetimes.Of(program).Select(life => BufferLifetime.FromUses(
            program.Buffers[life.Buffer].Name, life.FirstKernel, life.LastKernel, program.Buffers[life.Buffer].ByteSize.Evaluate(symbols), ArenaLifetimes.Alignment))));
}
