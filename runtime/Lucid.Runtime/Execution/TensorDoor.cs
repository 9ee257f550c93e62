using System.Globalization;
using System.Runtime.InteropServices;

using Lucid.Packaging;
using Lucid.Runtime.Allocation;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>Where the host writes an input or reads an output of a recorded shape: in place, or in staging that the recording copies.</summary>
internal sealed class TensorDoor
{
    private readonly MemoryBlock _host;
    private readonly long _hostOffset;
    private readonly long _deviceBytes;
    private readonly bool _isStrict;

    /// <param name="tensor">The input or output.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="device">Its memory on the device.</param>
    /// <param name="place">Its place there.</param>
    /// <param name="staging">Staging and the offset in it; null where the device's memory is mapped.</param>
    /// <param name="numerics">Strict programs read floats of few bit patterns (spec/numerics.md, section 1).</param>
    public TensorDoor(ProgramTensor tensor, Shape shape, MemoryBlock device, BufferPlace place, (MemoryBlock Block, long Offset)? staging, NumericsMode numerics)
    {
        (Tensor, Shape, Device, Place) = (tensor, shape, device, place);
        _isStrict = numerics == NumericsMode.Strict;
        (_host, _hostOffset) = staging ?? (device, place.Offset);
        IsStaged = staging is not null;
        long hostBytes = checked(shape.ElementCount * tensor.Type.Element.ByteSize());
        _deviceBytes = checked(shape.ElementCount * tensor.DeviceElement.ByteSize());
        if (Math.Max(hostBytes, CopiedBytes) > Array.MaxLength)
            throw new ModelInputException($"{tensor.Name} {tensor.Type.Element.Text()}{shape} takes {ByteText.Of(hostBytes)}; a tensor of at most {ByteText.Of(Array.MaxLength)} crosses between host and device");
        HostBytes = (int)hostBytes;
    }

    public ProgramTensor Tensor { get; }

    public Shape Shape { get; }

    public MemoryBlock Device { get; }

    public BufferPlace Place { get; }

    public bool IsStaged { get; }

    public MemoryBlock Staging => _host;

    public long StagingOffset => _hostOffset;

    /// <summary>Bytes of the tensor as callers see it.</summary>
    public int HostBytes { get; }

    /// <summary>Bytes that hold data on the device, in whole words.</summary>
    public long CopiedBytes => Math.Max(4, (_deviceBytes + 3) / 4 * 4);

    /// <exception cref="ModelInputException">An integer does not fit the device's 32 bits.</exception>
    public void Write(ReadOnlySpan<byte> source)
    {
        Span<byte> target = _host.Map(_hostOffset, CopiedBytes);
        try
        {
            HostConversion.ToDevice(Tensor.Type.Element, Tensor.DeviceElement, source, target[..(int)_deviceBytes]);
        }
        catch (OverflowException exception)
        {
            throw new ModelInputException($"input {Tensor.Name} {FirstBeyond(source)}, beyond {Tensor.DeviceElement.Text()}, in which {Tensor.Type.Element.Text()} is computed on the device", exception);
        }

        target[(int)_deviceBytes..].Clear();
        if (_isStrict && Tensor.DeviceElement == ElementType.F32) StoredFloats.Canonicalise(MemoryMarshal.Cast<byte, uint>(target));
        _host.Flush(_hostOffset, CopiedBytes);
    }

    /// <summary>The first integer that the device cannot hold, and where it stands.</summary>
    private string FirstBeyond(ReadOnlySpan<byte> source)
    {
        double[] values = new HostTensor(Tensor.Type.Element, Shape, source.ToArray()).ToDoubles();
        (double low, double high) = Tensor.DeviceElement == ElementType.U32 ? (0, (double)uint.MaxValue) : (int.MinValue, int.MaxValue);
        int at = Array.FindIndex(values, value => value < low || value > high);
        long rest = at;
        long[] index = new long[Shape.Rank];
        for (int axis = Shape.Rank - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, Shape[axis]);
        string value = Tensor.Type.Element == ElementType.U64 ? MemoryMarshal.Cast<byte, ulong>(source)[at].ToString(CultureInfo.InvariantCulture)
            : Tensor.Type.Element == ElementType.I64 ? MemoryMarshal.Cast<byte, long>(source)[at].ToString(CultureInfo.InvariantCulture)
            : values[at].ToString(CultureInfo.InvariantCulture);
        return $"holds {value} at [{string.Join(", ", index)}]";
    }

    public void Clear()
    {
        _host.Map(_hostOffset, CopiedBytes).Clear();
        _host.Flush(_hostOffset, CopiedBytes);
    }

    public void Read(Span<byte> target)
    {
        _host.Invalidate(_hostOffset, CopiedBytes);
        HostConversion.FromDevice(Tensor.DeviceElement, Tensor.Type.Element, _host.Map(_hostOffset, CopiedBytes)[..(int)_deviceBytes], target);
    }
}
