using System.Diagnostics;
using System.Runtime.InteropServices;

using Lucid.Runtime.Execution;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>
/// One run of a session, on the caller's own memory: write the inputs, execute (as often as wanted), read the outputs, dispose.
/// Get it from <see cref="Session.Begin"/> in a <c>using</c>; while it lives, other threads wait for the session.
/// </summary>
public ref struct SessionRun : IDisposable
{
    private readonly ShapeRecording _recording;
    private SessionEngine? _engine;

    internal SessionRun(SessionEngine engine, ShapeRecording recording) => (_engine, _recording) = (engine, recording);

    internal readonly ShapeRecording Recording => _recording;

    /// <summary>Shape of an output, by its position.</summary>
    public readonly Shape OutputShape(int output) => _recording.Outputs[output].Shape;

    /// <summary>Writes an input, by its position, row-major. <typeparamref name="T"/> is the model's element type; bfloat16 is written as <see cref="ushort"/> bits.</summary>
    /// <exception cref="ModelInputException">An integer is beyond the 32 bits that the device computes in.</exception>
    /// <exception cref="ArgumentException">Another element type or length.</exception>
    public readonly void Write<T>(int input, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        TensorDoor door = _recording.Inputs[input];
        ElementMatch.Check<T>(door.Tensor, nameof(values));
        WriteBytes(input, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes an input from its row-major little-endian element bytes.</summary>
    public readonly void WriteBytes(int input, ReadOnlySpan<byte> bytes)
    {
        TensorDoor door = _recording.Inputs[input];
        if (bytes.Length != door.HostBytes)
            throw new ArgumentException($"input {door.Tensor.Name} {door.Tensor.Type.Element.Text()}{door.Shape} takes {door.HostBytes} bytes; got {bytes.Length}", nameof(bytes));
        door.Write(bytes);
    }

    /// <summary>Runs all kernels and waits for them.</summary>
    /// <exception cref="VulkanException">The driver failed.</exception>
    /// <exception cref="IntegerOverflowException">A 64-bit integer left the 32 bits in which the device holds it.</exception>
    public readonly void Execute()
    {
        ExecuteUnchecked();
        _recording.ThrowIfOverflowed();
    }

    internal readonly void ExecuteUnchecked()
    {
        SessionEngine engine = _engine ?? throw new ObjectDisposedException(nameof(SessionRun));
        long start = Stopwatch.GetTimestamp();
        _recording.Submit();
        engine.Wait(start);
    }

    /// <summary>Runs all kernels, waits, and tells where the time went. Upload and download are the caller's: 0 here.</summary>
    /// <exception cref="IntegerOverflowException">A 64-bit integer left the 32 bits in which the device holds it.</exception>
    public readonly RunProfile ExecuteProfiled(ProfileDetail detail = ProfileDetail.Run)
    {
        SessionEngine engine = _engine ?? throw new ObjectDisposedException(nameof(SessionRun));
        return ProfiledRun.Execute(_recording, engine, detail);
    }

    /// <summary>Reads an output, by its position, row-major.</summary>
    /// <exception cref="ArgumentException">Another element type, or too short.</exception>
    public readonly void Read<T>(int output, Span<T> values)
        where T : unmanaged
    {
        TensorDoor door = _recording.Outputs[output];
        ElementMatch.Check<T>(door.Tensor, nameof(values));
        ReadBytes(output, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads an output's row-major little-endian element bytes.</summary>
    public readonly void ReadBytes(int output, Span<byte> bytes)
    {
        TensorDoor door = _recording.Outputs[output];
        if (bytes.Length < door.HostBytes)
            throw new ArgumentException($"output {door.Tensor.Name} {door.Tensor.Type.Element.Text()}{door.Shape} takes {door.HostBytes} bytes; there is room for {bytes.Length}", nameof(bytes));
        door.Read(bytes[..door.HostBytes]);
    }

    /// <summary>Reads an output as a tensor of its own.</summary>
    public readonly HostTensor Read(int output)
    {
        TensorDoor door = _recording.Outputs[output];
        byte[] bytes = new byte[door.HostBytes];
        door.Read(bytes);
        return new HostTensor(door.Tensor.Type.Element, door.Shape, bytes);
    }

    /// <summary>Gives the session back.</summary>
    public void Dispose()
    {
        _engine?.Leave();
        _engine = null;
    }
}
