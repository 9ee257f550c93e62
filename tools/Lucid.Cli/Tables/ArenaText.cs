using System.Globalization;

using Lucid.Cli.Options;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Verification.Models;

namespace Lucid.Cli.Tables;

/// <summary>The arena of a program in a line: its peak beside the lower bound, and what is known of the gap where there is one.</summary>
internal static class ArenaText
{
    public static string Of(LoweredProgram program)
    {
        NominalSizes sizes = NominalSizes.Of(program);
        MemoryPlan plan = PlanMemory.Plan(program, sizes.Symbols);
        return $"{ByteSize.Text(plan.Peak)}, lower bound {ByteSize.Text(plan.LowerBound)}{Gap(plan, program.StaticPlan is not null)}"
            + (sizes.Symbols.Count == 0 ? "" : $" (at {sizes})");
    }

    private static string Gap(MemoryPlan plan, bool searched)
    {
        if (plan.Peak == plan.LowerBound) return "";
        string state = plan.IsOptimal ? "no plan is smaller" : searched ? "not closed within the search's budget" : "planned greedily at run time";
        return string.Create(CultureInfo.InvariantCulture, $", gap {100.0 * (plan.Peak - plan.LowerBound) / plan.LowerBound:0.0##} %: {state}");
    }
}
