using System.Globalization;
using System.Text;

using Lucid.Packaging.Goldens;
using Lucid.Packaging.Json;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>A program as text for people and golden tests: a line for each input, buffer, kernel and candidate. Not read back.</summary>
public static class ProgramPrinter
{
    /// <summary>The program alone.</summary>
    public static string Print(LoweredProgram program)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"program {program.Name}: {FormatNames.Of(program.Numerics)}, {program.Precision.Text()}\n");
        foreach (ProgramTensor tensor in program.Inputs) Line(text, "input", tensor);
        foreach (ProgramTensor tensor in program.Outputs) Line(text, "output", tensor);
        foreach (ProgramGuard guard in program.Guards)
            text.Append(CultureInfo.InvariantCulture, $"guard {guard.Condition}: {OneLine(guard.Message)}{(guard.Source.Length == 0 ? "" : $" ({OneLine(guard.Source)})")}\n");
        foreach (string check in program.OverflowChecks) text.Append(CultureInfo.InvariantCulture, $"overflow of {OneLine(check)}\n");
        foreach (ProgramMetadata pair in program.Metadata) text.Append(CultureInfo.InvariantCulture, $"metadata {pair.Key} = {OneLine(pair.Value)}\n");
        text.Append('\n');
        for (int i = 0; i < program.Buffers.Count; i++) Line(text, i, program.Buffers[i], program.StaticPlan);
        if (program.StaticPlan is { } plan) text.Append(CultureInfo.InvariantCulture, $"arena {plan.PeakBytes} bytes, lower bound {plan.LowerBoundBytes}\n");
        Section(text, "prepare", program.Prepare);
        Section(text, "main", program.Main);
        return text.ToString();
    }

    /// <summary>The program, then a line for each module, constant and golden tensor. The graph has a text of its own.</summary>
    public static string Print(ModelPackage package)
    {
        StringBuilder text = new(Print(package.Program));
        text.Append('\n');
        foreach ((string name, ReadOnlyMemory<byte> module) in package.Modules)
            text.Append(CultureInfo.InvariantCulture, $"module {name}: {module.Length} bytes, sha256 {PackageWriter.Digest(module.Span)}\n");
        foreach ((string name, HostTensor tensor) in package.Constants) text.Append(CultureInfo.InvariantCulture, $"constant {name}: {tensor}\n");
        foreach ((string key, HostTensor tensor) in package.Goldens) text.Append(CultureInfo.InvariantCulture, $"golden {key}: {tensor}\n");
        if (package.Proof is { } proof) Goldens(text, proof);
        if (package.Float32 is { } float32) text.Append("\nthe float32 variant\n\n").Append(Print(float32));
        return text.ToString();
    }

    private static void Goldens(StringBuilder text, PackageGoldens proof)
    {
        foreach (GoldenSet set in proof.Sets)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nset {set.Name}\n");
            foreach (GoldenInput input in set.Inputs) text.Append(CultureInfo.InvariantCulture, $"  input {input.Name} {input.Shape}{(input.Seed is { } seed ? string.Create(CultureInfo.InvariantCulture, $" of seed {seed}") : "")}\n");
            foreach (GoldenResult output in set.Outputs) text.Append(CultureInfo.InvariantCulture, $"  output {output.Name} {output.Shape} {Text(output)}\n");
            foreach (GoldenResult value in set.Values) text.Append(CultureInfo.InvariantCulture, $"  value {value.Name} {value.Shape} {Text(value)}\n");
        }

        if (proof.Values.Count > 0) text.Append("\nvalues\n");
        foreach (StoredValue value in proof.Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {value.Name}{(value.Value == value.Name ? "" : $" of {value.Value}")} behind {value.Kernel}: {value.Element.Text()}{value.Shape} in #{value.Buffer}[{value.Offset}] by {value.Strides}");
            text.Append(value.Block is { } block ? $", blocks {block}\n" : "\n");
        }
    }

    private static string Text(GoldenResult result) => result.Sha256 is { } hash ? $"sha256 {hash}"
        : result.Bound is not { } bound ? "?"
        : string.Create(CultureInfo.InvariantCulture, $"within relative {bound.Relative}, elementwise {bound.Elementwise} ({OneLine(bound.Origin)})");

    private static void Line(StringBuilder text, string word, ProgramTensor tensor) => text.Append(
        CultureInfo.InvariantCulture, $"{word} {tensor.Name}: {tensor.Type} as {tensor.DeviceElement.Text()} in #{tensor.Buffer}\n");

    private static void Line(StringBuilder text, int index, ProgramBuffer buffer, ProgramPlan? plan)
    {
        text.Append(CultureInfo.InvariantCulture, $"#{index} {FormatNames.Of(buffer.Kind)} {OneLine(buffer.Name)}: {buffer.ByteSize} bytes");
        if (buffer.Constant is { } constant) text.Append(CultureInfo.InvariantCulture, $" of {constant}");
        if (plan is not null && index < plan.Offsets.Count && plan.Offsets[index] >= 0) text.Append(CultureInfo.InvariantCulture, $" at {plan.Offsets[index]}");
        text.Append('\n');
    }

    private static void Section(StringBuilder text, string word, ValueList<ProgramKernel> kernels)
    {
        if (kernels.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n{word}\n");
        foreach (ProgramKernel kernel in kernels)
        {
            string nodes = kernel.Nodes.Count == 0 ? "" : $" of {string.Join(", ", kernel.Nodes)}";
            text.Append(CultureInfo.InvariantCulture, $"  {kernel.Name}{nodes}: {kernel.Flops} flops, {kernel.BytesMoved} bytes\n");
            foreach (KernelCandidate candidate in kernel.Candidates) text.Append("    ").Append(Line(candidate)).Append('\n');
        }
    }

    private static string Line(KernelCandidate candidate)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"[{candidate.Variant}] {candidate.Module} groups {string.Join("×", candidate.Groups.Select(Factor))}");
        foreach (KernelBinding binding in candidate.Bindings) text.Append("; ").Append(Text(binding));
        if (candidate.Parameters.Count > 0) text.Append(CultureInfo.InvariantCulture, $"; parameters {string.Join(" ", candidate.Parameters)}");
        if (candidate.Specialization.Count > 0) text.Append(CultureInfo.InvariantCulture, $"; constants {string.Join(" ", candidate.Specialization.Select(Text))}");
        if (candidate.Features.Count > 0) text.Append(CultureInfo.InvariantCulture, $"; features {string.Join(" ", candidate.Features)}");
        if (candidate.Requires.Count > 0) text.Append(CultureInfo.InvariantCulture, $"; requires {string.Join(" and ", candidate.Requires)}");
        foreach (KernelSplit split in candidate.Splits) text.Append("; ").Append(Text(split));
        text.Append(CultureInfo.InvariantCulture, $"; order {candidate.OrderClass}");
        return text.ToString();
    }

    private static string Text(KernelBinding binding)
    {
        string verb = binding.Access switch
        {
            BindingAccess.Read => "reads",
            BindingAccess.Write => "writes",
            BindingAccess.ReadWrite => "updates",
        };
        string kind = binding.Kind == BindingKind.Storage ? "" : $" {FormatNames.Of(binding.Kind)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{binding.Binding} {verb}{kind} #{binding.Buffer}[{binding.ByteOffset}, {binding.ByteSize}]/{binding.ElementBytes}");
    }

    private static string Text(SpecializationValue constant) => string.Create(CultureInfo.InvariantCulture, $"{constant.Id}={constant.Value}");

    private static string Text(KernelSplit split) =>
        $"split {FormatNames.Of(split.Axis)} of {split.Steps} by {split.Strides} -{split.Leads} +{split.Overlaps}";

    private static string Factor(IntExpr groups) => groups.IsConstant || groups.SymbolName is not null ? groups.ToString() : $"({groups})";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
