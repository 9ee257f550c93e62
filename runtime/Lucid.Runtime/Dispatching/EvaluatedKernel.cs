using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>A candidate with every expression evaluated for one set of symbol values, and checked.</summary>
internal sealed record EvaluatedKernel(
    string Name,
    KernelCandidate Candidate,
    ImmutableArray<long> Groups,
    ImmutableArray<EvaluatedBinding> Bindings,
    ImmutableArray<EvaluatedSplit> Splits,
    ImmutableArray<uint> Parameters)
{
    /// <exception cref="ProgramException">A value is outside its range.</exception>
    public static EvaluatedKernel Of(
        string name, KernelCandidate candidate, IReadOnlyList<long> bufferSizes, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            return new(
                name,
                candidate,
                [.. candidate.Groups.Select((count, axis) => InRange(count.Evaluate(symbols), 0, uint.MaxValue, name, $"the number of workgroups on axis {axis}"))],
                [.. candidate.Bindings.Select(binding => Evaluate(name, binding, bufferSizes[binding.Buffer], symbols))],
                [.. candidate.Splits.Select(split => Evaluate(name, candidate, split, symbols))],
                [.. candidate.Parameters.Select((word, index) =>
                    unchecked((uint)InRange(word.Evaluate(symbols), int.MinValue, uint.MaxValue, name, $"parameter {index}")))]);
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ProgramException($"kernel {name} ({candidate.Variant}): {exception.Message}", exception);
        }
    }

    private static EvaluatedBinding Evaluate(string name, KernelBinding binding, long bufferSize, IReadOnlyDictionary<string, long> symbols)
    {
        string what = $"binding {binding.Binding}";
        long offset = InRange(binding.ByteOffset.Evaluate(symbols), 0, bufferSize, name, $"the offset of {what}");
        long size = InRange(binding.ByteSize.Evaluate(symbols), 0, bufferSize - offset, name, $"the size of {what} from offset {offset} of its buffer of {bufferSize} bytes");
        if (offset % binding.ElementBytes != 0)
            throw new ProgramException($"kernel {name}: the offset of {what} is {offset}, not a multiple of its elements' {binding.ElementBytes} bytes");
        return new(binding, new ByteRange(offset, offset + size));
    }

    private static EvaluatedSplit Evaluate(string name, KernelCandidate candidate, KernelSplit split, IReadOnlyDictionary<string, long> symbols)
    {
        long steps = InRange(split.Steps.Evaluate(symbols), 0, uint.MaxValue, name, $"the number of steps of split {split.Axis}");
        if (split.Axis == SplitAxis.Depth)
            InRange(steps, 0, ushort.MaxValue, name, "the number of channel blocks");
        else if (candidate.Groups[(int)split.Axis].Evaluate(symbols) is long groups && groups != steps)
            throw new ProgramException($"kernel {name}: split {split.Axis} has {steps} steps for {groups} workgroups");
        return new(split.Axis, steps, Bytes(split.Strides), Bytes(split.Leads), Bytes(split.Overlaps));

        ImmutableArray<long> Bytes(ValueList<IntExpr> values) =>
            [.. values.Select(value => InRange(value.Evaluate(symbols), 0, long.MaxValue / 8, name, $"a stride, lead or overlap of split {split.Axis}"))];
    }

    private static long InRange(long value, long smallest, long largest, string kernel, string what) =>
        value >= smallest && value <= largest ? value
            : throw new ProgramException($"kernel {kernel}: {what} is {value}, outside {smallest} to {largest}");
}

/// <summary>A binding's logical range in bytes from its buffer's start.</summary>
internal readonly record struct EvaluatedBinding(KernelBinding Binding, ByteRange Range);

/// <summary>A split in numbers; the arrays follow the candidate's bindings.</summary>
internal sealed record EvaluatedSplit(
    SplitAxis Axis, long Steps, ImmutableArray<long> Strides, ImmutableArray<long> Leads, ImmutableArray<long> Overlaps);
