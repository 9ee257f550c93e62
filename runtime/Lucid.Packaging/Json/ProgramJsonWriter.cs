using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>A program as the document that is stored; the reverse of <see cref="ProgramJsonReader"/>.</summary>
internal static class ProgramJsonWriter
{
    public static ProgramEntry Of(LoweredProgram program) => new()
    {
        Name = program.Name,
        Numerics = FormatNames.Of(program.Numerics),
        Precision = program.Precision.Text(),
        Inputs = [.. program.Inputs.Select(Of)],
        Outputs = [.. program.Outputs.Select(Of)],
        Guards = [.. program.Guards.Select(guard => new GuardEntry { Condition = guard.Condition.ToString(), Message = guard.Message, Source = guard.Source })],
        Buffers = [.. program.Buffers.Select(Of)],
        Prepare = [.. program.Prepare.Select(Of)],
        Main = [.. program.Main.Select(Of)],
        StaticPlan = program.StaticPlan is not { } plan ? null
            : new() { Offsets = [.. plan.Offsets], PeakBytes = plan.PeakBytes, LowerBoundBytes = plan.LowerBoundBytes },
        Metadata = [.. program.Metadata.Select(pair => new MetadataEntry { Key = pair.Key, Value = pair.Value })],
        OverflowChecks = program.OverflowChecks.Count == 0 ? null : [.. program.OverflowChecks],
    };

    private static InterfaceEntry Of(ProgramTensor tensor) => new()
    {
        Name = tensor.Name,
        Element = tensor.Type.Element.Text(),
        Shape = Texts(tensor.Type.Shape.Extents),
        DeviceElement = tensor.DeviceElement.Text(),
        Buffer = tensor.Buffer,
    };

    private static BufferEntry Of(ProgramBuffer buffer) => new()
    {
        Name = buffer.Name,
        Kind = FormatNames.Of(buffer.Kind),
        ByteSize = buffer.ByteSize.ToString(),
        Constant = buffer.Constant,
    };

    private static KernelEntry Of(ProgramKernel kernel) => new()
    {
        Name = kernel.Name,
        Nodes = [.. kernel.Nodes],
        Flops = kernel.Flops.ToString(),
        BytesMoved = kernel.BytesMoved.ToString(),
        Candidates = [.. kernel.Candidates.Select(Of)],
    };

    private static CandidateEntry Of(KernelCandidate candidate) => new()
    {
        Variant = candidate.Variant,
        Module = candidate.Module,
        Specialization = [.. candidate.Specialization.Select(constant => new SpecializationEntry { Id = constant.Id, Value = constant.Value })],
        Features = [.. candidate.Features],
        Requires = Texts(candidate.Requires),
        OrderClass = candidate.OrderClass,
        Bindings = [.. candidate.Bindings.Select(Of)],
        Parameters = Texts(candidate.Parameters),
        Groups = Texts(candidate.Groups),
        Splits = [.. candidate.Splits.Select(Of)],
    };

    private static BindingEntry Of(KernelBinding binding) => new()
    {
        Binding = binding.Binding,
        Kind = FormatNames.Of(binding.Kind),
        Access = FormatNames.Of(binding.Access),
        Buffer = binding.Buffer,
        ByteOffset = binding.ByteOffset.ToString(),
        ByteSize = binding.ByteSize.ToString(),
        ElementBytes = binding.ElementBytes,
    };

    private static SplitEntry Of(KernelSplit split) => new()
    {
        Axis = FormatNames.Of(split.Axis),
        Steps = split.Steps.ToString(),
        Strides = Texts(split.Strides),
        Leads = Texts(split.Leads),
        Overlaps = Texts(split.Overlaps),
    };

    private static List<string> Texts(ValueList<IntExpr> expressions) => [.. expressions.Select(expression => expression.ToString())];
}
