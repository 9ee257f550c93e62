using System.Collections.Immutable;

using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Layers;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>
/// A package that shows a failure again: the wrong kernel alone with the operands that it had, where it can stand alone and fails so, or else all of the package with the inputs that it had. Or either of them with
/// seeded numbers in the place of weights and inputs; then what must come out is computed anew.
/// </summary>
/// <param name="Package">The package with one data set.</param>
/// <param name="IsKernel">Whether it is the kernel alone.</param>
/// <param name="Found">What the device makes of it.</param>
internal sealed record FailureCase(ModelPackage Package, bool IsKernel, GoldenReport Found)
{
    /// <summary>Whether it shows the failure.</summary>
    public bool StillFails => !Found.Passes;

    private const string SetName = "report";

    /// <param name="package">The package that failed.</param>
    /// <param name="fault">Where; null where no kernel was found.</param>
    /// <param name="device">On what.</param>
    /// <param name="inputs">The data set's inputs.</param>
    /// <param name="set">The data set.</param>
    /// <param name="anonymise">Whether the model's numbers are to be replaced.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FailureCase Of(
        ModelPackage package, KernelFault? fault, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, GoldenSet set, bool anonymise, CancellationToken cancellation)
    {
        ModelPackage? kernel = fault is null || package.GraphText is null ? null : Kernel(package, fault.Stored, device, inputs, anonymise, cancellation);
        GoldenReport? alone = kernel is null ? null : Run(kernel, device, cancellation);
        if (alone is { Passes: false }) return new FailureCase(kernel!, IsKernel: true, alone);
        ModelPackage whole = anonymise ? Anonymised(package, inputs, cancellation) : Whole(package, inputs, set);
        GoldenReport all = Run(whole, device, cancellation);
        // Where neither fails, the smaller one says as much.
        return all.Passes && alone is not null ? new FailureCase(kernel!, IsKernel: true, alone) : new FailureCase(whole, IsKernel: false, all);
    }

    private static ModelPackage? Kernel(
        ModelPackage package, StoredValue value, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, bool anonymise, CancellationToken cancellation)
    {
        Graph graph = GraphParser.Parse(package.GraphText!, package.Constants, package.Program.Name);
        var symbols = ShapeBinder.Bind(package.Program.Inputs.Select(input => (input.Name, input.Type, inputs[input.Name].Shape)));
        if (KernelCut.Of(package, value, symbols) is not { } cut) return null;
        Dictionary<string, HostTensor> constants = new(StringComparer.Ordinal);
        if (anonymise)
        {
            (ImmutableSortedDictionary<string, HostTensor> stored, constants) = Anonymous.Constants(cut.Package, graph);
            cut = cut with { Package = cut.Package with { Constants = stored } };
        }

        CutOperands operands = CutOperands.Read(package, cut, device, inputs, symbols, anonymise);
        HashSet<string> given = [.. operands.Values.Keys];
        ValueId wanted = graph.Values.First(candidate => candidate.Name == value.Value).Id;
        if (given.Contains(value.Value)) return null; // a copy of what is given: nothing is computed
        Graph part = KernelSubgraph.Of(graph, wanted, given, constants);
        Dictionary<string, HostTensor> evaluated = part.Inputs.ToDictionary(
            id => part[id].Name, id => operands.Values.TryGetValue(part[id].Name, out HostTensor? tensor) ? tensor.ConvertTo(part.TypeOf(id).Element) : inputs[part[id].Name], StringComparer.Ordinal);
        return WithGoldens(cut, operands, part, evaluated, value, symbols, cancellation);
    }

    private static ModelPackage WithGoldens(
        KernelCut cut, CutOperands operands, Graph part, Dictionary<string, HostTensor> given, StoredValue value, IReadOnlyDictionary<string, long> symbols, CancellationToken cancellation)
    {
        ProgramTensor output = cut.Package.Program.Outputs[0];
        byte[] bytes = new byte[output.Type.Shape.ToShape().ElementCount * output.Type.Element.ByteSize()];
        GoldenResult result;
        var tensors = operands.Raw.ToImmutableSortedDictionary(raw => GoldenKey.Input(SetName, raw.Key), raw => raw.Value, StringComparer.Ordinal);
        if (cut.Package.Program.Numerics == NumericsMode.Strict || output.Type.Element == ElementType.U32)
        {
            HostTensor exact = cut.Package.Program.Numerics == NumericsMode.Strict
                ? StrictEvaluator.Run(part, given, new CompileOptions { Numerics = NumericsMode.Strict }, cancellation: cancellation).Outputs.GetAt(0).Value
                : ReferenceInterpreter.Run(part, given, cancellation: cancellation).Outputs.GetAt(0).Value.ToHost();
            BufferBytes.Write(value, DeviceValues.Of(ReferenceTensor.From(exact), value.Element), symbols, bytes);
            result = new GoldenResult(output.Name, output.Type.Shape.ToShape(), StrictResult.Hash(new HostTensor(output.Type.Element, output.Type.Shape.ToShape(), bytes)), null);
        }
        else
        {
            (ReferenceTensor exact, List<EvaluatedNode> nodes) = new LocalReference(part, given, new Dictionary<ValueId, HostTensor>(), symbols).Of(part.Outputs[0].Value);
            ComparisonLimit limit = LayerBound.Of(nodes, exact, cut.Package.Program.Precision == ElementType.F16);
            BufferBytes.Write(value, DeviceValues.Of(exact, value.Element), symbols, bytes);
            tensors = tensors.Add(GoldenKey.Output(SetName, output.Name), new HostTensor(output.Type.Element, output.Type.Shape.ToShape(), bytes));
            result = new GoldenResult(output.Name, output.Type.Shape.ToShape(), null, new GoldenBound(limit.Origin, null, new GoldenTolerance(limit.Elementwise!.Value.Rtol, limit.Elementwise.Value.Atol)));
        }

        GoldenSet set = new(SetName, [.. cut.Package.Program.Inputs.Select(input => new GoldenInput(input.Name, operands.Raw[input.Name].Shape, null))], [result], []);
        return cut.Package with { Goldens = tensors, Proof = new PackageGoldens([set], []) };
    }

    // All of the package with the one data set; what kernels must store is of no more use.
    private static ModelPackage Whole(ModelPackage package, IReadOnlyDictionary<string, HostTensor> inputs, GoldenSet set)
    {
        var tensors = package.Goldens.Where(golden => golden.Key.StartsWith(set.Name + "/output.", StringComparison.Ordinal)).ToImmutableSortedDictionary(
            golden => GoldenKey.Output(SetName, golden.Key[(set.Name.Length + "/output.".Length)..]), golden => golden.Value, StringComparer.Ordinal);
        foreach ((string name, HostTensor tensor) in inputs) tensors = tensors.Add(GoldenKey.Input(SetName, name), tensor);
        GoldenSet one = set with { Name = SetName, Values = [], Inputs = [.. set.Inputs.Select(input => input with { Seed = null })] };
        return package with { Goldens = tensors, Proof = package.Proof! with { Sets = [one] } };
    }

    private static ModelPackage Anonymised(ModelPackage package, IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellation)
    {
        if (package.GraphText is not { } text)
            throw new Models.ModelFileException(package.Program.Name, "was compiled with --strip and carries no graph: what other numbers must give cannot be computed, so that no anonymous report can be made");
        Graph graph = GraphParser.Parse(text, package.Constants, package.Program.Name);
        (ImmutableSortedDictionary<string, HostTensor> stored, Dictionary<string, HostTensor> ofGraph) = Anonymous.Constants(package, graph);
        Graph other = GraphConstants.Replace(graph, ofGraph);
        foreach ((string name, HostTensor data) in GraphPrinter.Tensors(other)) stored = stored.SetItem(name, stored.GetValueOrDefault(name, data));
        ModelPackage anonymous = package with { Constants = stored, GraphText = GraphPrinter.Print(other), Goldens = package.Goldens.Clear(), Proof = package.Proof! with { Sets = [] } };
        Dictionary<string, HostTensor> numbers = inputs.ToDictionary(input => input.Key, input => Anonymous.Of(input.Key, input.Value, isWeight: false), StringComparer.Ordinal);
        ProofCase one = new(SetName, numbers, null, new Dictionary<string, HostTensor>());
        return MakeGoldens.Run(anonymous, other, GoldenData.OptionsOf(package), [one], withKernels: false, cancellation: cancellation);
    }

    private static GoldenReport Run(ModelPackage package, VulkanDevice device, CancellationToken cancellation)
    {
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device, new SessionOptions { MaxCachedShapes = 1, UsesFindings = false });
        return session.Verify(cancellation);
    }
}
