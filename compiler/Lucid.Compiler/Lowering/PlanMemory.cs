using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Plans the arena of a program whose sizes are all known, with a search whose budget is counted in steps, so that the same program
/// gets the same plan on every machine. A program with symbols is planned by the session, which cannot wait for a search.
/// </summary>
public static class PlanMemory
{
    private static readonly Dictionary<string, long> NoSymbols = [];

    internal static LoweredProgram Run(LoweredProgram program)
    {
        if (program.Buffers.Any(buffer => !buffer.ByteSize.IsConstant)) return program;
        MemoryPlan plan = MemoryPlanner.Plan(Problem(program, NoSymbols), PlanBudget.Default);
        long[] offsets = Enumerable.Repeat(-1L, program.Buffers.Count).ToArray();
        ValueList<ArenaLifetime> lifetimes = ArenaLifetimes.Of(program);
        for (int i = 0; i < lifetimes.Count; i++) offsets[lifetimes[i].Buffer] = plan.Offsets[i];
        return program with { StaticPlan = new ProgramPlan(ValueList.Create<long>(offsets), plan.Peak, plan.LowerBound) };
    }

    /// <summary>
    /// The program's own plan, or else what a session plans for given values of the symbols; over <see cref="ArenaLifetimes"/> in order.
    /// </summary>
    public static MemoryPlan Plan(LoweredProgram program, IReadOnlyDictionary<string, long> symbols)
    {
        MemoryProblem problem = Problem(program, symbols);
        if (program.StaticPlan is not { } made || made.Offsets.Count != program.Buffers.Count) return GreedyBestFit.Plan(problem);
        // The package says where the buffers lie, not whether a smaller arena has been ruled out.
        long proven = made.PeakBytes > problem.LowerBound ? MemoryPlanner.Plan(problem, PlanBudget.Default).ProvenBound : 0;
        return MemoryPlan.Of(problem, [.. ArenaLifetimes.Of(program).Select(life => made.Offsets[life.Buffer])], "compiler", proven);
    }

    private static MemoryProblem Problem(LoweredProgram program, IReadOnlyDictionary<string, long> symbols) =>
        new(ArenaLifetimes.Of(program).Select(life => BufferLifetime.FromUses(
            program.Buffers[life.Buffer].Name, life.FirstKernel, life.LastKernel, program.Buffers[life.Buffer].ByteSize.Evaluate(symbols), ArenaLifetimes.Alignment)));
}
