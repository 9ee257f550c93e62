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
    private const uint GpuLocalSize = 64;
    private const uint CpuLocalSize = 8;

    private readonly List<KernelBinding> _bindings = [];
    private readonly List<IntExpr> _layerBytes = [];
    private readonly List<IntExpr> _rowBytes = [];

    /// <summary>The module that reads binding 1 as texels, which software drivers do several times faster; null where there is none.</summary>
    public string? TexelModule { get; init; }

    /// <summary>Conditions of every candidate.</summary>
    public ValueList<IntExpr> Conditions { get; init; } = [];

    /// <summary>Layers within a layer (the planes of an image), which workgroups along y walk; <see cref="InvocationsPerLayer"/> are then those of one of them.</summary>
    public IntExpr Rows { get; init; } = IntExpr.One;

    /// <summary>Whether the layers within a layer follow each other evenly in every tensor; without it a whole layer must fit a binding.</summary>
    public bool IsEven { get; init; } = true;

    /// <summary>Whether these are for software drivers only, which take them all at once; others stand behind them.</summary>
    public bool IsForCpu { get; init; }

    /// <summary>The bits of a specialisation constant HALF for a kernel that makes one tensor of another.</summary>
    public static uint Halves(Storage source, Storage target) => (source.IsHalf ? 1u : 0) | (target.IsHalf ? 2u : 0);

    /// <summary>Binds the next tensor, from binding 1.</summary>
    /// <param name="storage">The tensor.</param>
    /// <param name="access">What the kernel does with it.</param>
    /// <param name="elementBytes">Unit in which the shader counts: 4, or 16 and 8 for four elements.</param>
    /// <param name="layerElements">Elements from a layer to the next.</param>
    /// <param name="rowElements">Elements from a layer within a layer to the next.</param>
    public LayeredCandidates Bind(Storage storage, BindingAccess access, int elementBytes, IntExpr layerElements, IntExpr? rowElements = null)
    {
        int bytes = storage.ElementBytes;
        _bindings.Add(new(_bindings.Count + 1, BindingKind.Storage, access, storage.Buffer, storage.Offset * bytes, LoweringContext.RangeSize(storage), elementBytes));
        _layerBytes.Add(layerElements * bytes);
        _rowBytes.Add((rowElements ?? IntExpr.Zero) * bytes);
        return this;
    }

    /// <summary>The candidates; the parameters are those behind word 0.</summary>
    public ValueList<KernelCandidate> Make(string variant, ValueList<IntExpr> parameters)
    {
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = Conditions.Concat(_bindings.Select(binding => IntExpr.LessOrEqual(binding.ByteSize, range))).Distinct().ToValueList();
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, _bindings.Count).ToValueList();
        IntExpr all = Layers * Rows * InvocationsPerLayer;
        List<KernelCandidate> candidates = [];
        if (TexelModule is not null)
        {
            KernelBinding texels = _bindings[0] with { Kind = BindingKind.TexelF32X4 };
            IntExpr few = IntExpr.LessOrEqual(IntExpr.CeilDiv(texels.ByteSize, 16), IntExpr.Symbol(DeviceLimitNames.TexelElements));
            candidates.Add(Candidate(variant + " texel", CpuLocalSize, [.. Conditions, few, .. fits.Skip(Conditions.Count)], IntExpr.One, IntExpr.One, all, []) with
            {
                Module = TexelModule,
                Features = [DeviceFeatureNames.CpuDevice],
                Bindings = [texels, .. _bindings.Skip(1)],
            });
        }

        if (IsForCpu)
        {
            if (Layers != IntExpr.Zero) candidates.Add(Candidate(variant, CpuLocalSize, fits, IntExpr.One, IntExpr.One, all, []) with { Features = [DeviceFeatureNames.CpuDevice] });
            return candidates.ToValueList();
        }

        // A batch of none has no layer to walk.
        if (Layers == IntExpr.Zero) candidates.Add(Candidate(variant, GpuLocalSize, Conditions, IntExpr.One, IntExpr.One, all, []));
        else
        {
            candidates.Add(Candidate(variant, GpuLocalSize, fits, IntExpr.One, IntExpr.One, all, []));
            List<KernelSplit> splits = [new(SplitAxis.Z, Layers, _layerBytes.ToValueList(), none, none)];
            if (IsEven && Rows != IntExpr.One) splits.Add(new(SplitAxis.Y, Rows, _rowBytes.ToValueList(), none, none));
            candidates.Add(Candidate(variant + " by layer", GpuLocalSize, Conditions, Rows, Layers, InvocationsPerLayer, splits.ToValueList()));
        }

        return candidates.ToValueList();

        KernelCandidate Candidate(string name, uint localSize, ValueList<IntExpr> requires, IntExpr y, IntExpr z, IntExpr count, ValueList<KernelSplit> splits) => new(
            name, Module, [new(0, localSize), .. Specialization], [], requires, "window", _bindings.ToValueList(), [count, .. parameters], [IntExpr.CeilDiv(count, localSize), y, z], splits);
    }
}
