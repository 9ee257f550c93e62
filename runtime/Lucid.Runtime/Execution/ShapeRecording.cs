using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Packaging;
using Lucid.Runtime.Allocation;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Dispatching;
using Lucid.Runtime.Recording;
using Lucid.Tensors;
using Lucid.Vulkan;

namespace Lucid.Runtime.Execution;

/// <summary>Owns what is recorded for one set of input shapes. It outlives its submissions: its session waits for one before it drops it or starts the next.</summary>
internal sealed unsafe class ShapeRecording : IDisposable
{
    private readonly LogicalDevice _device;
    private readonly CommandRunner _runner;
    private readonly KernelSequence _kernels;
    private readonly CommandBuffer _commands;
    private readonly ValueList<string> _checks;
    private readonly MemoryBlock[] _blocks;
    private readonly Dictionary<ProfileDetail, (CommandBuffer Commands, TimestampMarks Marks)> _profiled = [];

    public ShapeRecording(
        VulkanDevice device, CommandRunner runner, PipelineSet pipelines, LoweredProgram program, ShapePlan plan, SessionMemory memory,
        IReadOnlyList<MemoryBlock> persistent)
    {
        (_device, _runner, Plan) = (device.Logical, runner, plan);
        Extents = [.. plan.InputShapes.SelectMany(shape => shape.Extents)];
        MemoryBlock[] blocks =
        [
            .. persistent,
            .. memory.Transfers.Take(plan.TransferBlocks.BlockBytes.Length),
            .. memory.Arena.Take(plan.Arena.BlockBytes.Length),
        ];
        _blocks = blocks;
        Inputs = Doors(program.Inputs, plan.InputShapes, memory.Upload);
        Outputs = Doors(program.Outputs, plan.OutputShapes, memory.Download);
        _checks = program.OverflowChecks;
        Overflow = _checks.Count > 0 ? Outputs[^1] : null;
        _kernels = new KernelSequence(device.Memory, device.Logical, pipelines, plan.Kernels, plan.Uniforms, blocks);
        try
        {
            _commands = runner.Record(commands => Record(commands, ProfileDetail.None, null));
        }
        catch
        {
            _kernels.Dispose();
            throw;
        }

        ImmutableArray<TensorDoor> Doors(ValueList<ProgramTensor> tensors, ImmutableArray<Shape> shapes, MemoryBlock? staging)
        {
            var doors = ImmutableArray.CreateBuilder<TensorDoor>(tensors.Count);
            long offset = 0;
            for (int i = 0; i < tensors.Count; i++)
            {
                BufferPlace place = plan.Places[tensors[i].Buffer];
                MemoryBlock block = blocks[place.Block];
                doors.Add(new(tensors[i], shapes[i], block, place, block.IsMapped ? null : (staging!, offset), program.Numerics));
                offset += StagingBytes(place.Size);
            }

            return doors.MoveToImmutable();
        }
    }

    public ShapePlan Plan { get; }

    /// <summary>The extents of all inputs, one after the other: what the recording is for.</summary>
    public long[] Extents { get; }

    public ImmutableArray<TensorDoor> Inputs { get; }

    public ImmutableArray<TensorDoor> Outputs { get; }

    /// <summary>The output that says what left its 32 bits; null where nothing can.</summary>
    public TensorDoor? Overflow { get; }

    /// <summary>Bytes of staging that a tensor of that size takes.</summary>
    public static long StagingBytes(long size) => BlockPacking.RoundUp(size, BlockPacking.SmallestAlignment);

    public void Submit() => _runner.Submit(_commands);

    /// <summary>Submits with timestamps, which <see cref="ReadMarks"/> gives after the wait.</summary>
    public void SubmitProfiled(ProfileDetail detail)
    {
        if (!_profiled.TryGetValue(detail, out (CommandBuffer Commands, TimestampMarks Marks) recorded))
        {
            TimestampMarks marks = new(_device, Plan.Kernels.Length + 2);
            try
            {
                recorded = (_runner.Record(commands => Record(commands, detail, marks)), marks);
            }
            catch
            {
                marks.Dispose();
                throw;
            }

            _profiled.Add(detail, recorded);
        }

        _runner.Submit(recorded.Commands);
    }

    /// <summary>Looks, after the wait, whether an integer left the 32 bits in which the device holds it.</summary>
    /// <exception cref="IntegerOverflowException">One did.</exception>
    public void ThrowIfOverflowed()
    {
        if (Overflow is null) return;
        Span<byte> words = Overflow.HostBytes <= 1024 ? stackalloc byte[Overflow.HostBytes] : new byte[Overflow.HostBytes];
        Overflow.Read(words);
        ReadOnlySpan<int> marks = MemoryMarshal.Cast<byte, int>(words);
        int first = marks.IndexOfAnyExcept(0);
        if (first < 0) return;
        string more = marks[(first + 1)..].IndexOfAnyExcept(0) < 0 ? "" : ", and what follows it";
        throw new IntegerOverflowException($"{_checks[first]}: integer overflow: a 64-bit result is beyond -2147483648 to 2147483647, the 32 bits that a device holds of it{more}");
    }

    /// <summary>Runs once, with commands behind each kernel; waits.</summary>
    public void RunObserved(Action<CommandBuffer, int> after) => _runner.RunOnce(commands => Record(commands, ProfileDetail.None, null, after));

    /// <summary>The memory block that a place of the plan lies in.</summary>
    public MemoryBlock BlockOf(BufferPlace place) => _blocks[place.Block];

    /// <summary>Milliseconds of the marks since the first: the end of each kernel, or of all of them.</summary>
    public double[] ReadMarks(ProfileDetail detail) => _profiled[detail].Marks.Read();

    public void Dispose()
    {
        foreach ((CommandBuffer commands, TimestampMarks marks) in _profiled.Values)
        {
            _runner.Free(commands);
            marks.Dispose();
        }

        _profiled.Clear();
        _runner.Free(_commands);
        _kernels.Dispose();
    }

    private void Record(CommandBuffer commands, ProfileDetail detail, TimestampMarks? marks, Action<CommandBuffer, int>? after = null)
    {
        marks?.Reset(commands);
        foreach (TensorDoor door in Inputs) Copy(commands, door, toDevice: true);
        TransferBarriers.BeforeKernels(_device, commands);
        marks?.Write(commands);
        _kernels.Record(commands, detail == ProfileDetail.Kernels ? marks : null, after);
        if (detail == ProfileDetail.Run) marks!.Write(commands);
        if (Outputs.Any(door => door.IsStaged)) TransferBarriers.BeforeFetching(_device, commands);
        foreach (TensorDoor door in Outputs) Copy(commands, door, toDevice: false);
        TransferBarriers.BeforeHost(_device, commands);
    }

    private void Copy(CommandBuffer commands, TensorDoor door, bool toDevice)
    {
        if (!door.IsStaged) return;
        ulong host = (ulong)door.StagingOffset, device = (ulong)door.Place.Offset;
        BufferCopy region = new() { SrcOffset = toDevice ? host : device, DstOffset = toDevice ? device : host, Size = (ulong)door.CopiedBytes };
        _device.Vk.CmdCopyBuffer(
            commands, toDevice ? door.Staging.Buffer : door.Device.Buffer, toDevice ? door.Device.Buffer : door.Staging.Buffer, 1, &region);
    }
}
