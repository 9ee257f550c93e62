using System.CommandLine;

using Lucid.Tensors;

namespace Lucid.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed class Arguments
{
    private readonly Option<string> _device = new("--device") { HelpName = "D", Description = "Device: auto, an index, or a part of its name.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int> _rounds = new("--rounds") { HelpName = "N", Description = "Turns of each contestant at each workload.", DefaultValueFactory = _ => 15 };
    private readonly Option<double> _cellSeconds = new("--cell-seconds") { HelpName = "S", Description = "Time that a contestant may take for a workload before it has fewer turns.", DefaultValueFactory = _ => 10 };
    private readonly Option<long> _batch = new("--batch") { HelpName = "N", Description = "Images of a layer's input.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _precision = new("--precision") { HelpName = "f32|f16", Description = "How weights and inner values are stored.", DefaultValueFactory = _ => "f32" };
    private readonly Option<string?> _models = new("--models") { HelpName = "DIR", Description = "Whole models instead of layers: folders with model.onnx and io.safetensors." };
    private readonly Option<bool> _scaling = new("--scaling") { Description = "How time and memory grow with batch, size, channels and depth." };
    private readonly Option<bool> _operators = new("--operators") { Description = "What is no linear layer: each operator beside the time that the device's own ceilings allow." };
    private readonly Option<bool> _host = new("--host") { Description = "The host's own costs: import, compile, packages, memory plans, a run. With --models DIR of these." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Lucid's strict numerics as a contestant too." };
    private readonly Option<bool> _noPeers = new("--no-peers") { Description = "Lucid alone." };
    private readonly Option<string[]> _only = new("--only") { HelpName = "NAME", Description = "Only these layers, models, curves or operators.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _write = new("--write") { HelpName = "FILE.md", Description = "A page whose section is written anew, with a chart beside it; otherwise the table is printed." };

    public Arguments()
    {
        _precision.AcceptOnlyFromAmong("f32", "f16");
        Command = new RootCommand("Measures Lucid on a Vulkan device beside its peers.") { _device, _rounds, _cellSeconds, _batch, _precision, _models, _scaling, _operators, _host, _strict, _noPeers, _only, _write };
    }

    public RootCommand Command { get; }

    public BenchmarkRequest Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_device), new SittingLimits(Math.Max(1, parsed.GetValue(_rounds)), parsed.GetValue(_cellSeconds)), Math.Max(1, parsed.GetValue(_batch)),
        parsed.GetRequiredValue(_precision) == "f16" ? ElementType.F16 : ElementType.F32, parsed.GetValue(_models), parsed.GetValue(_scaling), parsed.GetValue(_operators),
        parsed.GetValue(_host), parsed.GetValue(_strict), parsed.GetValue(_noPeers), parsed.GetValue(_only) ?? [], parsed.GetValue(_write));
}

/// <summary>What is asked for.</summary>
internal sealed record BenchmarkRequest(
    string Device, SittingLimits Limits, long Batch, ElementType Precision, string? Models, bool Scaling, bool Operators, bool Host, bool Strict, bool NoPeers, IReadOnlyList<string> Only, string? Page)
{
    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.OrdinalIgnoreCase);
}
