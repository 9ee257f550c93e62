using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>What a cut kernel had before it ran.</summary>
/// <param name="Raw">The bytes of the cut's inputs as words, by their names.</param>
/// <param name="Values">The values of the graph in them, by theirs.</param>
internal sealed record CutOperands(IReadOnlyDictionary<string, HostTensor> Raw, IReadOnlyDictionary<string, HostTensor> Values)
{
    /// <summary>Reads them from a run on the device; or makes others, which lie alike.</summary>
    public static CutOperands Read(
        ModelPackage package, KernelCut cut, VulkanDevice device, IReadOnlyDictionary<string, HostTensor> inputs, IReadOnlyDictionary<string, long> symbols, bool anonymise)
    {
        LoweredProgram program = package.Program;
        StoredValue[] values = [.. cut.Reads.SelectMany(read => read.Values).DistinctBy(value => value.Name)];
        CutInput[] activations = [.. cut.Reads.Where(read => !read.Values.IsEmpty)];
        StoredValue[] raw = [.. activations.Select(read => BufferBytes.Raw("\0" + read.Name, program.Main[read.Reader - 1].Name, read.Buffer, program.Buffers[read.Buffer].ByteSize.Evaluate(symbols)))];
        IReadOnlyDictionary<string, HostTensor> seen;
        using (CompiledModel model = CompiledModel.FromPackage(package))
        using (Session session = model.CreateSession(device, new SessionOptions { MaxCachedShapes = 1, UsesFindings = false })) seen = session.Observe(inputs, [.. values, .. raw], out _);

        Dictionary<string, HostTensor> bytes = new(StringComparer.Ordinal), tensors = new(StringComparer.Ordinal);
        foreach (StoredValue value in values) tensors[value.Value] = anonymise ? Other(value, seen[value.Name]) : seen[value.Name];
        foreach (CutInput read in activations)
            bytes[read.Name] = anonymise ? Laid(read, tensors, seen["\0" + read.Name], symbols) : seen["\0" + read.Name];
        foreach (CutInput read in cut.Reads.Where(read => read.Values.IsEmpty))
        {
            ProgramTensor port = program.Inputs.First(input => input.Buffer == read.Buffer);
            HostTensor given = anonymise ? Anonymous.Of(port.Name, inputs[port.Name], isWeight: false) : inputs[port.Name];
            tensors[port.Name] = given;
            bytes[read.Name] = OnDevice(given, port, program.Numerics, program.Buffers[read.Buffer].ByteSize.Evaluate(symbols));
        }

        return new CutOperands(bytes, tensors);
    }

    private static HostTensor Other(StoredValue value, HostTensor seen)
    {
        HostTensor other = Anonymous.Of(value.Value, seen, isWeight: false);
        return value.Element == ElementType.F16 ? other.ConvertTo(ElementType.F16).ConvertTo(ElementType.F32) : other;
    }

    // Lanes beside the values are zero, whoever writes them.
    private static HostTensor Laid(CutInput read, Dictionary<string, HostTensor> tensors, HostTensor seen, IReadOnlyDictionary<string, long> symbols)
    {
        byte[] bytes = new byte[seen.Bytes.Length];
        foreach (StoredValue value in read.Values) BufferBytes.Write(value, tensors[value.Value], symbols, bytes);
        return new HostTensor(ElementType.U32, seen.Shape, bytes);
    }

    private static HostTensor OnDevice(HostTensor tensor, ProgramTensor port, NumericsMode numerics, long size)
    {
        byte[] bytes = new byte[size];
        HostTensor given = tensor.ConvertTo(port.DeviceElement);
        given.Bytes.Span.CopyTo(bytes);
        if (numerics == NumericsMode.Strict && given.Element == ElementType.F32) StoredFloats.Canonicalise(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
        return new HostTensor(ElementType.U32, new Shape(size / 4), bytes);
    }
}
