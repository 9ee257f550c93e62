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
        return Of(plan, sizes.ToString());
    }

    /// <summary>Of a plan for sizes.</summary>
    public static string Of(MemoryPlan plan, string sizes) =>
        $"{ByteSize.Text(plan.Peak)}, lower bound {ByteSize.Text(plan.LowerBound)}{Gap(plan)}" + (sizes.Length == 0 ? "" : $" (at {sizes})");

    private static string Gap(MemoryPlan plan)
    {
        if (plan.Peak == plan.LowerBound) return "";
        string state = plan.IsOptimal ? "no plan is smaller" : plan.Method.StartsWith("greedy", StringComparison.Ordinal) ? "planned greedily at run time" : "not closed within the search's budget";
        return string.Create(CultureInfo.InvariantCulture, $", gap {100.0 * (plan.Peak - plan.LowerBound) / plan.LowerBound:0.0##} %: {state}");
    }
}
