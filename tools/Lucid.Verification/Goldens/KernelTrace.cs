using System.Collections.Immutable;

using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Layers;

namespace Lucid.Verification.Goldens;

/// <summary>
/// Finds the first kernel of a package that goes wrong on a device: every value that kernels store is read back from a run of the package as it is, and compared in the order of the kernels.
/// Of strict packages each bit with the strict evaluator's; of fast ones each kernel's result with what its nodes give in float64 for the operands that the device had, within the bound of its arithmetic.
/// </summary>
internal sealed class KernelTrace(ModelPackage package, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs)
{
    private readonly ValueList<StoredValue> _values = package.Proof?.Values ?? [];

    /// <summary>What was found: the fault, or why there is none to show.</summary>
    /// <param name="failed">The outputs that are not what they should be.</param>
    /// <param name="byHash">Whether the outputs are judged by hashes.</param>
    /// <param name="cancellation">Ends it.</param>
    public TraceResult Find(IReadOnlyCollection<string> failed, bool byHash, CancellationToken cancellation)
    {
        if (package.GraphText is not { } text) return new(null, "the package was compiled with --strip: without its graph the kernel at fault cannot be found");
        if (_values.Count == 0) return new(null, "the package does not say where its kernels store values, so the kernel at fault cannot be found");
        Graph graph = GraphParser.Parse(text, package.Constants, package.Program.Name);
        if (_values.FirstOrDefault(value => !IsOf(graph, value)) is { } stranger)
            return new(null, $"the package says where its kernels store '{stranger.Value}' as {stranger.Element.Text()}, which is no such value of its graph: the kernel at fault cannot be found");
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device, new SessionOptions { MaxCachedShapes = 1, UsesFindings = false });
        if (session.Model != model) return new(null, "the device ran the package's float32 variant, of which the package does not say where kernels store values");
        IReadOnlyDictionary<string, HostTensor> stored = session.Observe(inputs, _values, out IReadOnlyDictionary<string, HostTensor> outputs);
        SessionReport report = session.Explain([.. package.Program.Inputs.Select(input => inputs[input.Name].Shape)]);
        return byHash ? Strict(graph, stored, outputs, report, failed, cancellation) : Fast(graph, stored, outputs, report, failed, cancellation);
    }

    // A value that a node computes, or a copy of an input; what the runtime, which does not read the graph, cannot check.
    private static bool IsOf(Graph graph, StoredValue stored)
    {
        Value? value = graph.Values.FirstOrDefault(value => value.Name == stored.Value);
        return value is not null && !graph.Constants.ContainsKey(value.Id) && graph.TypeOf(value.Id).Element.IsFloat() == (stored.Element is ElementType.F32 or ElementType.F16);
    }

    private TraceResult Strict(
        Graph graph, IReadOnlyDictionary<string, HostTensor> stored, IReadOnlyDictionary<string, HostTensor> outputs, SessionReport report, IReadOnlyCollection<string> failed, CancellationToken cancellation)
    {
        ILookup<string, StoredValue> wanted = _values.ToLookup(value => value.Value, StringComparer.Ordinal);
        Dictionary<string, HostTensor> expected = new(StringComparer.Ordinal);
        StrictResult exact = StrictEvaluator.Run(graph, inputs, GoldenData.OptionsOf(package), Observe, cancellation);
        for (int i = 0; i < _values.Count; i++)
        {
            StoredValue value = _values[i];
            HostTensor right = expected.TryGetValue(value.Name, out HostTensor? computed) ? computed : Copied(value);
            if (Bits.Difference(stored[value.Name], right) is { } found) return new(Fault(i, value, found.Text(), report), "");
        }

        string[] contradicted = [.. failed.Where(name => Bits.Difference(outputs[name], exact.Outputs[name]) is null)];
        if (contradicted.Length > 0)
        {
            return new(null, $"the golden of {string.Join(", ", contradicted)} is wrong, not the device: the strict evaluator computes from the package's own graph the bits that the device gives"
                + $" (SHA-256 {StrictResult.Hash(exact.Outputs[contradicted[0]])}). The golden was changed, or belongs to another model") { IsGoldenWrong = true };
        }

        return new(null, Apart);

        void Observe(Value value, ReferenceTensor tensor)
        {
            foreach (StoredValue place in wanted[value.Name]) expected[place.Name] = DeviceValues.Of(tensor, place.Element);
        }
    }

    private TraceResult Fast(
        Graph graph, IReadOnlyDictionary<string, HostTensor> stored, IReadOnlyDictionary<string, HostTensor> outputs, SessionReport report, IReadOnlyCollection<string> failed, CancellationToken cancellation)
    {
        Dictionary<string, ValueId> ids = graph.Values.ToDictionary(value => value.Name, value => value.Id, StringComparer.Ordinal);
        Dictionary<ValueId, HostTensor> onDevice = [];
        foreach (StoredValue value in _values) onDevice.TryAdd(ids[value.Value], stored[value.Name]);
        var symbols = ShapeBinder.Bind(graph.Inputs.Select(id => (graph[id].Name, graph.TypeOf(id), inputs[graph[id].Name].Shape)));
        LocalReference local = new(graph, inputs, onDevice, symbols);
        bool isHalf = package.Program.Precision == ElementType.F16;
        for (int i = 0; i < _values.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            StoredValue value = _values[i];
            ValueId id = ids[value.Value];
            if (graph.Inputs.Contains(id))
            {
                if (Bits.Difference(stored[value.Name], Copied(value)) is { } moved) return new(Fault(i, value, moved.Text(), report), "");
                continue;
            }

            (ReferenceTensor exact, List<EvaluatedNode> nodes) = local.Of(id);
            ComparisonResult compared = Comparison.Compare(stored[value.Name], DeviceValues.Of(exact, value.Element), LayerBound.Of(nodes, exact, isHalf));
            if (compared.Failure is { } failure) return new(Fault(i, value, failure, report), "");
        }

        OrderedDictionary<string, ReferenceTensor> reference = ReferenceInterpreter.Run(graph, inputs, cancellation: cancellation).Outputs;
        string[] contradicted = [.. failed.Where(name => reference[name].ToHost() is { } right && right.Element == outputs[name].Element && Comparison.Compare(outputs[name], right, ComparisonLimits.TrainedModel(isHalf)).Passed)];
        return contradicted.Length == 0 ? new(null, Apart) : new(null, $"the golden of {string.Join(", ", contradicted)} is wrong, not the device: the reference interpreter computes from the package's own graph "
            + "what the device gives. The golden was changed, or belongs to another model") { IsGoldenWrong = true };
    }

    private const string Apart = "every kernel is right when its results are read one by one: what is wrong lies between them (memory that values share, barriers), or comes and goes from run to run, "
        + "or the error is spread over all of them";

    // A copy of an input, as the device was given it.
    private HostTensor Copied(StoredValue value)
    {
        HostTensor input = inputs[value.Value];
        ReferenceTensor tensor = ReferenceTensor.From(input.Element.IsFloat() ? input.ConvertTo(ElementType.F32) : input);
        HostTensor given = DeviceValues.Of(tensor, value.Element);
        if (package.Program.Numerics != NumericsMode.Strict || given.Element != ElementType.F32) return given;
        byte[] bytes = given.Bytes.ToArray();
        StoredFloats.Canonicalise(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
        return new HostTensor(ElementType.F32, given.Shape, bytes);
    }

    private KernelFault Fault(int position, StoredValue value, string where, SessionReport report)
    {
        LoweredProgram program = package.Program;
        string[] order = [.. program.Main.Select(kernel => kernel.Name)];
        int kernel = Array.IndexOf(order, value.Kernel), before = position == 0 ? -1 : Array.IndexOf(order, _values[position - 1].Kernel);
        HashSet<string> seen = [.. _values.Select(other => other.Kernel)];
        KernelReport ran = report.Kernels.First(one => one.Name == value.Kernel);
        KernelCandidate candidate = program.Main[kernel].Candidates[ran.Candidate];
        HashSet<int> reads = [.. candidate.Bindings.Where(binding => binding.Access != BindingAccess.Write).Select(binding => binding.Buffer)];
        IEnumerable<string> packing = program.Prepare.Where(one => one.Candidates.Any(way => way.Bindings.Any(binding => binding.Access != BindingAccess.Read && reads.Contains(binding.Buffer)))).Select(one => one.Name);
        ImmutableArray<string> unseen = [.. packing, .. order.Skip(before + 1).Take(Math.Max(0, kernel - before - 1)).Where(name => !seen.Contains(name))];
        return new KernelFault(ran, [.. program.Main[kernel].Nodes], candidate.Module, program.Main[kernel].Candidates.Count, unseen, value, where, device.Info);
    }
}

/// <summary>What tracing came to.</summary>
/// <param name="Fault">The first kernel that is wrong; null where none is.</param>
/// <param name="Reason">Why there is none.</param>
internal sealed record TraceResult(KernelFault? Fault, string Reason)
{
    /// <summary>Whether the package's golden contradicts its own graph.</summary>
    public bool IsGoldenWrong { get; init; }

    public override string ToString() => Fault?.ToString() ?? Reason;
}
