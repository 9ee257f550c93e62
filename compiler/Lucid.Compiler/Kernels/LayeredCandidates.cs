using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of a kernel that makes each layer (a plane, an image) of its output from the same layer of its operands: all layers at once, or one workgroup
/// along z for each where a binding is too small for all. Word 0 of the parameters is the number of invocations along x.
/// </summary>
internal sealed record LayeredCandidates(string Module, ValueList<SpecializationValue> Specialization, IntExpr Layers, IntExpr InvocationsPerLayer)
{
    private const uint LocalSize = 64;

    private readonly List<KernelBinding> _bindings = [];
    private readonly List<IntExpr> _layerBytes = [];

    /// <summary>Conditions of every candidate.</summary>
    public ValueList<IntExpr> Conditions { get; init; } = [];

    /// <summary>Whether layers follow each other evenly in every tensor; without it there is no going layer by layer.</summary>
    public bool IsEven { get; init; } = true;

    /// <summary>Binds the next tensor, from binding 1.</summary>
    /// <param name="storage">The tensor.</param>
    /// <param name="access">What the kernel does with it.</param>
    /// <param name="elementBytes">Unit in which the shader counts, 4 or 16.</param>
    /// <param name="layerElements">32-bit elements of a layer.</param>
    public LayeredCandidates Bind(Storage storage, BindingAccess access, int elementBytes, IntExpr layerElements)
    {
        _bindings.Add(new(_bindings.Count + 1, BindingKind.Storage, access, storage.Buffer, IntExpr.Zero, LoweringContext.ByteSize(storage.Elements), elementBytes));
        _layerBytes.Add(layerElements * 4);
        return this;
    }

    /// <summary>The candidates; the parameters are those behind word 0.</summary>
    public ValueList<KernelCandidate> Make(string variant, ValueList<IntExpr> parameters)
    {
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = Conditions.Concat(_bindings.Select(binding => IntExpr.LessOrEqual(binding.ByteSize, range))).Distinct().ToValueList();
        // A batch of none has no layer to walk.
        if (!IsEven || Layers == IntExpr.Zero) return [Candidate(variant, Conditions, IntExpr.One, Layers * InvocationsPerLayer, [])];
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, _bindings.Count).ToValueList();
        return
        [
            Candidate(variant, fits, IntExpr.One, Layers * InvocationsPerLayer, []),
            Candidate(variant + " by layer", Conditions, Layers, InvocationsPerLayer, [new KernelSplit(SplitAxis.Z, Layers, _layerBytes.ToValueList(), none, none)]),
        ];

        KernelCandidate Candidate(string name, ValueList<IntExpr> requires, IntExpr z, IntExpr count, ValueList<KernelSplit> splits) => new(
            name, Module, [new(0, LocalSize), .. Specialization], [], requires, "window", _bindings.ToValueList(), [count, .. parameters], [IntExpr.CeilDiv(count, LocalSize), 1, z], splits);
    }
}
