using System.Text.Json;

using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Data;

/// <summary>What <c>inspect --json</c> says of a model.</summary>
internal static class InspectJson
{
    /// <param name="output">Standard output.</param>
    /// <param name="model">The model.</param>
    /// <param name="required">Features that it does not run without.</param>
    /// <param name="used">Features that it uses where they are.</param>
    /// <param name="report">What a device does, where one was asked for.</param>
    /// <param name="onDevice">The program that the device takes of the package: its own, or that of the float32 variant.</param>
    public static void Write(TextWriter output, ModelSource model, IReadOnlyList<string> required, IReadOnlyList<string> used, SessionReport? report, LoweredProgram? onDevice) => JsonText.Write(output, json =>
    {
        LoweredProgram program = model.Package.Program;
        json.WriteStartObject();
        json.WriteString("model", program.Name);
        json.WriteString("precision", program.Precision.Text());
        json.WriteString("numerics", program.Numerics.ToString().ToLowerInvariant());
        json.WriteString("compiler", model.Package.CompilerVersion);
        Ports(json, "inputs", model.Inputs);
        Ports(json, "outputs", model.Outputs);
        json.Array("needs", program.Guards, guard =>
        {
            json.WriteString("condition", guard.Condition.ToString());
            json.WriteString("message", guard.Message);
        });
        json.WriteStartObject("metadata");
        foreach (ProgramMetadata pair in program.Metadata) json.WriteString(pair.Key, pair.Value);
        json.WriteEndObject();
        if (model.HasGraph) Ops(json, model.Graph);
        if (onDevice is not null) json.WriteString("device_precision", onDevice.Precision.Text());
        Dictionary<string, KernelReport> chosen = report?.Kernels.ToDictionary(kernel => kernel.Name, StringComparer.Ordinal) ?? [];
        json.Array("kernels", (onDevice ?? program).Main, kernel =>
        {
            json.WriteString("name", kernel.Name);
            json.Texts("computes", kernel.Nodes);
            json.Texts("variants", kernel.Candidates.Select(candidate => candidate.Variant));
            if (!chosen.TryGetValue(kernel.Name, out KernelReport? run)) return;
            json.WriteString("chosen", run.Variant);
            json.WriteNumber("dispatches", run.Dispatches);
            json.WriteNumber("workgroups", run.Workgroups);
        });
        json.Array("weights", model.Package.Constants, weight =>
        {
            json.WriteString("name", weight.Key);
            json.WriteString("type", weight.Value.ToString());
            json.WriteNumber("bytes", weight.Value.Bytes.Length);
        });
        json.Texts("required_features", required);
        json.Texts("used_features", used);
        Arena(json, program);
        json.WriteNumber("module_bytes", model.Package.Modules.Values.Sum(module => (long)module.Length));
        json.WriteEndObject();
    });

    private static void Ports(Utf8JsonWriter json, string name, IEnumerable<ModelPort> ports) => json.Array(name, ports, port =>
    {
        json.WriteString("name", port.Name);
        json.WriteString("type", port.Type.ToString());
    });

    private static void Ops(Utf8JsonWriter json, Graph graph)
    {
        json.WriteStartObject("ops");
        foreach (IGrouping<string, Node> op in graph.Nodes.GroupBy(node => node.Op.Name).OrderBy(group => group.Key, StringComparer.Ordinal)) json.WriteNumber(op.Key, op.Count());
        json.WriteEndObject();
    }

    private static void Arena(Utf8JsonWriter json, LoweredProgram program)
    {
        NominalSizes sizes = NominalSizes.Of(program);
        MemoryPlan plan = PlanMemory.Plan(program, sizes.Symbols);
        json.WriteStartObject("arena");
        json.WriteString("sizes", sizes.ToString());
        json.WriteNumber("peak_bytes", plan.Peak);
        json.WriteNumber("lower_bound_bytes", plan.LowerBound);
        json.WriteEndObject();
    }
}
