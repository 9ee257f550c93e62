using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>
/// Decides what a session does: which candidates run, how they are cut, where every buffer lies and where barriers stand.
/// It holds no handle; the same program, limits and shapes give the same plan.
/// </summary>
internal sealed class ProgramPlanner(LoweredProgram program, DeviceLimits limits, CandidateChoice choice)
{
    private readonly string[] _names = [.. program.Buffers.Select(buffer => buffer.Name)];

    /// <summary>Constants and prepared buffers, and the prepare kernels whose results some run on this device may read.</summary>
    public PersistentPlan PlanPersistent()
    {
        HashSet<int> kept = [.. program.Main.SelectMany(choice.ForAnySymbols).SelectMany(candidate => candidate.Bindings)
            .Select(binding => binding.Buffer).Concat(program.Outputs.Select(output => output.Buffer)).Where(IsPersistent)];

        Dictionary<string, long> symbols = new(limits.AsSymbols(), StringComparer.Ordinal);
        long[] sizes = [.. program.Buffers.Select((buffer, i) => IsPersistent(i) ? SizeOf(buffer, symbols) : 0)];
        HashSet<int> needed = [.. kept];
        List<EvaluatedKernel> prepare = [];
        foreach (ProgramKernel kernel in program.Prepare.Reverse())
        {
            EvaluatedKernel evaluated = Choose(kernel, sizes, symbols);
            if (!evaluated.Bindings.Any(binding => binding.Binding.Access != BindingAccess.Read && needed.Contains(binding.Binding.Buffer))) continue;
            prepare.Insert(0, evaluated);
            needed.UnionWith(evaluated.Bindings.Select(binding => binding.Binding.Buffer));
        }

        BlockPacking keptBlocks = BlockPacking.Of(SizesOf(kept.Contains), i => _names[i], limits);
        BlockPacking temporary = BlockPacking.Of(
            SizesOf(i => needed.Contains(i) && !kept.Contains(i)), i => _names[i], limits, keptBlocks.BlockBytes.Length);
        BufferPlace[] places = [.. keptBlocks.Places.Select((place, i) => place.Block >= 0 ? place : temporary.Places[i])];
        UniformData uniforms = new(limits);
        ImmutableArray<KernelPlan> plans = Sequence(prepare, places, uniforms);
        return new(keptBlocks, temporary, plans, ImmutableCollectionsMarshal.AsImmutableArray(uniforms.ToArray()));

        long[] SizesOf(Func<int, bool> wanted) => [.. sizes.Select((size, i) => wanted(i) ? size : -1)];
    }

    /// <summary>Everything for the given values of the model's symbols.</summary>
    public ShapePlan PlanShape(IReadOnlyDictionary<string, long> modelSymbols, PersistentPlan persistent)
    {
        Dictionary<string, long> symbols = new(modelSymbols, StringComparer.Ordinal);
        foreach ((string name, long value) in limits.AsSymbols()) symbols[name] = value;
        long[] sizes = [.. program.Buffers.Select(buffer => SizeOf(buffer, symbols))];
        EvaluatedKernel[] kernels = [.. program.Main.Select(kernel => Choose(kernel, sizes, symbols))];

        HashSet<int> transfers = [.. program.Inputs.Concat(program.Outputs).Select(tensor => tensor.Buffer).Where(buffer => !IsPersistent(buffer))];
        BlockPacking transferBlocks = BlockPacking.Of(
            [.. sizes.Select((size, i) => transfers.Contains(i) ? size : -1)], i => _names[i], limits, persistent.Kept.BlockBytes.Length);
        ArenaPlan arena = ArenaPlan.Of(
            _names, sizes, Lifetimes(transfers), program.StaticPlan, limits, persistent.Kept.BlockBytes.Length + transferBlocks.BlockBytes.Length);
        BufferPlace[] places = [.. sizes.Select((_, i) =>
            IsPersistent(i) ? persistent.Kept.Places[i] : transfers.Contains(i) ? transferBlocks.Places[i] : arena.Places[i])];

        UniformData uniforms = new(limits);
        ImmutableArray<KernelPlan> plans = Sequence(kernels, places, uniforms);
        return new(
            symbols, [.. program.Inputs.Select(input => ShapeOf(input, sizes, symbols))], [.. program.Outputs.Select(output => ShapeOf(output, sizes, symbols))],
            [.. sizes], [.. places], transferBlocks, arena, plans, ImmutableCollectionsMarshal.AsImmutableArray(uniforms.ToArray()));
    }

    /// <summary>The candidates whose pipelines a session of this program may need, where that can be told before a shape is seen.</summary>
    public IEnumerable<KernelCandidate> Foreseeable() =>
        program.Main.Select(kernel => choice.ForAnySymbols(kernel).Take(2).ToArray()).Where(candidates => candidates.Length == 1).Select(candidates => candidates[0]);

    /// <summary>For each main kernel the positions of the candidates that can run for these symbols, first the one that is chosen.</summary>
    public int[][] Runnable(IReadOnlyDictionary<string, long> modelSymbols)
    {
        Dictionary<string, long> symbols = new(modelSymbols, StringComparer.Ordinal);
        foreach ((string name, long value) in limits.AsSymbols()) symbols[name] = value;
        long[] sizes = [.. program.Buffers.Select(buffer => SizeOf(buffer, symbols))];
        BufferPlace[] anywhere = [.. sizes.Select(size => new BufferPlace(0, 0, size))];
        return [.. program.Main.Select(kernel =>
        {
            KernelCandidate[] all = [.. kernel.Candidates];
            return choice.For(kernel, symbols).Where(candidate => Fits(kernel, candidate, anywhere, sizes, symbols))
                .Select(candidate => Array.FindIndex(all, other => ReferenceEquals(other, candidate))).ToArray();
        })];
    }

    private bool Fits(ProgramKernel kernel, KernelCandidate candidate, BufferPlace[] places, long[] sizes, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            DispatchPlanner.Plan(EvaluatedKernel.Of(kernel.Name, candidate, sizes, symbols), places, limits);
            return true;
        }
        catch (DeviceLimitException)
        {
            return false;
        }
    }

    private bool IsPersistent(int buffer) => program.Buffers[buffer].Kind is BufferKind.Constant or BufferKind.Prepared;

    private static long SizeOf(ProgramBuffer buffer, IReadOnlyDictionary<string, long> symbols)
    {
        long size;
        try
        {
            size = buffer.ByteSize.Evaluate(symbols);
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ProgramException($"buffer {buffer.Name}: {exception.Message}", exception);
        }

        return size >= 1 && size % 4 == 0 && size <= long.MaxValue / 1024 ? size
            : throw new ProgramException($"buffer {buffer.Name} has {buffer.ByteSize} = {size} bytes; expected a positive multiple of 4");
    }

    private static Shape ShapeOf(ProgramTensor tensor, long[] sizes, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            Shape shape = tensor.Type.Shape.Evaluate(symbols);
            long bytes = checked(shape.ElementCount * tensor.DeviceElement.ByteSize());
            return bytes <= sizes[tensor.Buffer] ? shape
                : throw new ProgramException($"{tensor.Name} of {tensor.DeviceElement.Text()}{shape} takes {bytes} bytes; its buffer has {sizes[tensor.Buffer]}");
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ProgramException($"{tensor.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>The first candidate that the device can run, also after cutting.</summary>
    private EvaluatedKernel Choose(ProgramKernel kernel, long[] sizes, IReadOnlyDictionary<string, long> symbols)
    {
        // Every place is a multiple of the binding alignments, so that whether a candidate fits does not depend on it.
        BufferPlace[] anywhere = [.. sizes.Select(size => new BufferPlace(0, 0, size))];
        DeviceLimitException? first = null;
        foreach (KernelCandidate candidate in choice.For(kernel, symbols))
        {
            EvaluatedKernel evaluated = EvaluatedKernel.Of(kernel.Name, candidate, sizes, symbols);
            try
            {
                DispatchPlanner.Plan(evaluated, anywhere, limits);
                return evaluated;
            }
            catch (DeviceLimitException exception)
            {
                first ??= exception;
            }
        }

        throw first ?? new DeviceLimitException($"no candidate of kernel {kernel.Name} suits this device:{choice.Reasons(kernel, symbols)}");
    }

    private (int First, int Last)?[] Lifetimes(HashSet<int> transfers)
    {
        (int First, int Last)?[] lifetimes = new (int, int)?[program.Buffers.Count];
        foreach (ArenaLifetime use in ArenaLifetimes.Of(program))
        {
            if (!transfers.Contains(use.Buffer)) lifetimes[use.Buffer] = (use.FirstKernel, use.LastKernel);
        }

        return lifetimes;
    }

    private ImmutableArray<KernelPlan> Sequence(IReadOnlyList<EvaluatedKernel> kernels, BufferPlace[] places, UniformData uniforms)
    {
        Dictionary<string, ProgramKernel> byName = program.Prepare.Concat(program.Main).ToDictionary(kernel => kernel.Name, StringComparer.Ordinal);
        HazardTracker hazards = new();
        var plans = ImmutableArray.CreateBuilder<KernelPlan>(kernels.Count);
        foreach (EvaluatedKernel kernel in kernels)
        {
            ImmutableArray<DispatchPart> parts = DispatchPlanner.Plan(kernel, places, limits);
            bool barrier = parts.Length > 0 && hazards.Enter(kernel, places);
            (long offset, long bytes) = uniforms.Add(kernel.Name, kernel.Parameters.AsSpan());
            plans.Add(new(byName[kernel.Name], kernel.Candidate, parts, barrier, offset, bytes));
        }

        return plans.MoveToImmutable();
    }
}
