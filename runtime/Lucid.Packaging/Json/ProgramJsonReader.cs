using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>The stored document as a program. What it reads is well-formed, not yet valid: <see cref="ProgramVerifier"/> says whether it is.</summary>
/// <param name="isNewer">
/// Whether a newer minor version wrote the document: candidates that need something unknown here are then left out instead of refused
/// (spec/package-format.md, section 2).
/// </param>
internal sealed class ProgramJsonReader(bool isNewer)
{
    private static readonly HashSet<string> KnownFeatures = new(DeviceFeatureNames.All, StringComparer.Ordinal);
    private static readonly HashSet<string> KnownLimits = new(DeviceLimitNames.All, StringComparer.Ordinal);

    private readonly JsonPath _path = new();
    private readonly ExpressionReader _expressions = new();

    /// <exception cref="JsonFault">A value cannot be read.</exception>
    public LoweredProgram Read(ProgramEntry program)
    {
        _path.Enter("program");
        return new LoweredProgram(
            program.Name,
            At("numerics", program.Numerics, text => Named<NumericsMode>(text, FormatNames.Of)),
            At("precision", program.Precision, Element),
            _path.List("inputs", program.Inputs, PackageLimits.Inputs, Tensor),
            _path.List("outputs", program.Outputs, PackageLimits.Outputs, Tensor),
            _path.List("guards", program.Guards, PackageLimits.Guards, guard => new ProgramGuard(At("condition", guard.Condition, Expression), guard.Message, guard.Source)),
            _path.List("buffers", program.Buffers, PackageLimits.Buffers, Buffer),
            _path.List("prepare", program.Prepare, PackageLimits.Kernels, Kernel),
            _path.List("main", program.Main, PackageLimits.Kernels, Kernel),
            program.StaticPlan is { } plan
                ? At("staticPlan", plan, entry => new ProgramPlan(_path.List("offsets", entry.Offsets, PackageLimits.Buffers, offset => offset), entry.PeakBytes, entry.LowerBoundBytes))
                : null,
            _path.List("metadata", program.Metadata, PackageLimits.Metadata, pair => new ProgramMetadata(pair.Key, pair.Value)))
        {
            OverflowChecks = _path.List("overflowChecks", program.OverflowChecks ?? [], PackageLimits.Kernels, check => check),
        };
    }

    private ProgramTensor Tensor(InterfaceEntry tensor) => new(
        tensor.Name,
        new TensorType(At("element", tensor.Element, Element), new SymbolicShape(_path.List("shape", tensor.Shape, PackageLimits.Rank, Expression).AsSpan())),
        At("deviceElement", tensor.DeviceElement, Element),
        tensor.Buffer);

    private ProgramBuffer Buffer(BufferEntry buffer) => new(
        buffer.Name,
        At("kind", buffer.Kind, text => Named<BufferKind>(text, FormatNames.Of)),
        At("byteSize", buffer.ByteSize, Expression),
        buffer.Constant);

    private ProgramKernel Kernel(KernelEntry kernel) => new(
        kernel.Name,
        _path.List("nodes", kernel.Nodes, PackageLimits.NodesOfKernel, node => node),
        Candidates(kernel.Candidates),
        At("flops", kernel.Flops, Expression),
        At("bytesMoved", kernel.BytesMoved, Expression));

    private ValueList<KernelCandidate> Candidates(List<CandidateEntry> entries)
    {
        ValueList<KernelCandidate?> read = _path.List("candidates", entries, PackageLimits.Candidates, entry =>
        {
            int depth = _path.Depth;
            try
            {
                return Candidate(entry);
            }
            catch (JsonFault fault) when (isNewer && fault.IsUnknownName)
            {
                _path.LeaveTo(depth);
                return null;
            }
        });
        return read.OfType<KernelCandidate>().ToValueList();
    }

    private KernelCandidate Candidate(CandidateEntry candidate) => new(
        candidate.Variant,
        candidate.Module,
        _path.List("specialization", candidate.Specialization, PackageLimits.Specialization, constant => new SpecializationValue(constant.Id, constant.Value)),
        _path.List("features", candidate.Features, PackageLimits.Features, Feature),
        _path.List("requires", candidate.Requires, PackageLimits.Requirements, Requirement),
        candidate.OrderClass,
        _path.List("bindings", candidate.Bindings, PackageLimits.Bindings, Binding),
        _path.List("parameters", candidate.Parameters, PackageLimits.Parameters, Expression),
        _path.List("groups", candidate.Groups, 3, Expression),
        _path.List("splits", candidate.Splits, PackageLimits.Splits, Split));

    private string Feature(string name) =>
        KnownFeatures.Contains(name) ? name : throw Unknown($"'{name}' is no feature; expected one of {string.Join(", ", DeviceFeatureNames.All)}");

    private IntExpr Requirement(string text)
    {
        IntExpr requirement = Expression(text);
        string? unknown = requirement.Symbols().FirstOrDefault(name => name.StartsWith(DeviceLimitNames.Prefix, StringComparison.Ordinal) && !KnownLimits.Contains(name));
        return unknown is null ? requirement : throw Unknown($"'{unknown}' is no device limit; expected one of {string.Join(", ", DeviceLimitNames.All)}");
    }

    private KernelBinding Binding(BindingEntry binding) => new(
        binding.Binding,
        At("kind", binding.Kind, text => Named<BindingKind>(text, FormatNames.Of)),
        At("access", binding.Access, text => Named<BindingAccess>(text, FormatNames.Of)),
        binding.Buffer,
        At("byteOffset", binding.ByteOffset, Expression),
        At("byteSize", binding.ByteSize, Expression),
        binding.ElementBytes);

    private KernelSplit Split(SplitEntry split) => new(
        At("axis", split.Axis, text => Named<SplitAxis>(text, FormatNames.Of)),
        At("steps", split.Steps, Expression),
        _path.List("strides", split.Strides, PackageLimits.Bindings, Expression),
        _path.List("leads", split.Leads, PackageLimits.Bindings, Expression),
        _path.List("overlaps", split.Overlaps, PackageLimits.Bindings, Expression));

    private ElementType Element(string text) =>
        ElementTypes.TryParse(text, out ElementType type) && type.Text() == text ? type : throw Unknown($"'{text}' is no element type");

    private IntExpr Expression(string text)
    {
        try
        {
            return _expressions.Read(text);
        }
        catch (FormatException error)
        {
            throw new JsonFault(_path.ToString(), error.Message);
        }
    }

    private T Named<T>(string text, Func<T, string> nameOf)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (nameOf(value) == text) return value;
        }

        throw Unknown($"'{text}' is unknown; expected one of {string.Join(", ", Enum.GetValues<T>().Select(nameOf))}");
    }

    private TOut At<TIn, TOut>(string name, TIn value, Func<TIn, TOut> read)
    {
        _path.Enter(name);
        TOut result = read(value);
        _path.Leave();
        return result;
    }

    private JsonFault Unknown(string reason) => new(_path.ToString(), reason, isUnknownName: true);
}
