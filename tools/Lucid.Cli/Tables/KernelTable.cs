using System.Globalization;

using Lucid.Cli.Verbs;
using Lucid.Packaging;
using Lucid.Runtime;

namespace Lucid.Cli.Tables;

/// <summary>A line for each kernel.</summary>
internal static class KernelTable
{
    /// <summary>The kernels with their best candidate, or with <c>-v</c> all of them.</summary>
    public static void Print(LoweredProgram program, VerbContext context)
    {
        TextTable table = new(new("kernel", IsLong: true), new("computes", IsLong: true), new(context.IsVerbose ? "variants, best first" : "best variant", IsLong: true), new("of", IsNumber: true));
        foreach (ProgramKernel kernel in program.Main)
        {
            string[] variants = [.. kernel.Candidates.Select(candidate => candidate.Variant)];
            table.Add(kernel.Name, Nodes(kernel), context.IsVerbose ? string.Join("; ", variants) : variants.FirstOrDefault(""), Number(variants.Length));
        }

        table.Write(context.Host);
    }

    /// <summary>The kernels with the variants chosen.</summary>
    public static void Print(LoweredProgram program, SessionReport report, VerbContext context)
    {
        Dictionary<string, ProgramKernel> kernels = program.Main.ToDictionary(kernel => kernel.Name, StringComparer.Ordinal);
        TextTable table = new(new("kernel", IsLong: true), new("computes", IsLong: true), new("variant chosen", IsLong: true), new("of", IsNumber: true), new("dispatches", IsNumber: true), new("workgroups", IsNumber: true));
        foreach (KernelReport kernel in report.Kernels)
        {
            table.Add(kernel.Name, Nodes(kernels[kernel.Name]), kernel.Variant, Number(kernels[kernel.Name].Candidates.Count), Number(kernel.Dispatches), Number(kernel.Workgroups));
        }

        table.Write(context.Host);
    }

    private static string Nodes(ProgramKernel kernel) => kernel.Nodes.Count <= 3
        ? string.Join(", ", kernel.Nodes)
        : string.Create(CultureInfo.InvariantCulture, $"{kernel.Nodes[0]}, {kernel.Nodes[1]} and {kernel.Nodes.Count - 2} more");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
