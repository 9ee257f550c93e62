using System.Diagnostics;
using System.Globalization;
using System.Text;

using Lucid.Compiler;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Verification.Models;

namespace Lucid.Cli.Data;

/// <summary>The stages of a compilation as texts.</summary>
internal static class StageDumps
{
    public static IEnumerable<DumpText> Of(DumpStage stage, Graph graph, CompileOptions options, ModelPackage package) => stage switch
    {
        DumpStage.Graph => [DumpText.Of("graph.txt", GraphPrinter.Print(graph))],
        DumpStage.Passes => Passes(graph, options),
        DumpStage.Fused => [DumpText.Of("fused.txt", Fused(package))],
        DumpStage.Program => [DumpText.Of("program.txt", ProgramPrinter.Print(package.Program))],
        DumpStage.Spirv => package.Modules.SelectMany(module => Module(module.Key, module.Value)),
        DumpStage.Memory => [DumpText.Of("memory.txt", Memory(package.Program))],
    };

    private static List<DumpText> Passes(Graph graph, CompileOptions options)
    {
        List<DumpText> dumps = [];
        PassLog log = new()
        {
            Dump = (pass, text) => dumps.Add(DumpText.Of(string.Create(CultureInfo.InvariantCulture, $"pass_{dumps.Count + 1:00}_{pass.Replace(' ', '_')}.txt"), text())),
        };
        ModelCompiler.Optimize(graph, options, log);
        return dumps;
    }

    private static string Fused(ModelPackage package)
    {
        StringBuilder text = new();
        if (package.GraphText is { } graph) text.Append(graph.TrimEnd('\n')).Append("\n\n");
        foreach (ProgramKernel kernel in package.Program.Main) text.Append("kernel ").Append(kernel.Name).Append(": ").AppendJoin(", ", kernel.Nodes).Append('\n');
        return text.ToString();
    }

    private static string Memory(LoweredProgram program)
    {
        NominalSizes sizes = NominalSizes.Of(program);
        ValueListText lifetimes = new(program);
        MemoryPlan plan = PlanMemory.Plan(program, sizes.Symbols);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"arena {plan.Peak} bytes, lower bound {plan.LowerBound}, {plan.Method}{(sizes.Symbols.Count == 0 ? "" : ", at " + sizes)}\n");
        for (int i = 0; i < plan.Offsets.Length; i++) text.Append(lifetimes.Line(i, plan));
        return text.ToString();
    }

    // A SPIR-V module is a binary file; the text beside it is made by spirv-dis, where there is one.
    private static IEnumerable<DumpText> Module(string name, ReadOnlyMemory<byte> module)
    {
        string file = string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '_' : c));
        yield return new DumpText(file + ".spv", null, module);
        yield return DumpText.Of(file + ".spvasm", Disassembly(module) ?? $"; {module.Length} bytes; the text needs spirv-dis (apt: spirv-tools), --dump-dir gives the binary\n");
    }

    private static string? Disassembly(ReadOnlyMemory<byte> module)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo("spirv-dis", ["--raw-id", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true });
            if (process is null) return null;
            Task<string> text = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.BaseStream.Write(module.Span);
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 ? text.Result : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
    }

    private sealed class ValueListText(LoweredProgram program)
    {
        private readonly ArenaLifetime[] _lifetimes = [.. ArenaLifetimes.Of(program)];

        public string Line(int index, MemoryPlan plan)
        {
            ArenaLifetime life = _lifetimes[index];
            BufferLifetime buffer = plan.Problem.Buffers[index];
            return string.Create(CultureInfo.InvariantCulture,
                $"{plan.Offsets[index],12} .. {plan.Offsets[index] + buffer.Size,-12} {program.Main[life.FirstKernel].Name} .. {program.Main[life.LastKernel].Name}  {program.Buffers[life.Buffer].Name}\n");
        }
    }
}
