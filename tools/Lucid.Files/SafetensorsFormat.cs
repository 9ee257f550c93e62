using Lucid.Safetensors;

namespace Lucid.Files;

/// <summary>Any number of named tensors.</summary>
internal sealed class SafetensorsFormat : TensorFormat
{
    public override string Extension => ".safetensors";

    public override string Description => "tensors by name";

    public override IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file)
    {
        try
        {
            using SafetensorsFile container = SafetensorsFile.Parse(bytes, file);
            return [.. container.Names.Select(name => new NamedTensor(name, container[name]))];
        }
        catch (SafetensorsFormatException fault)
        {
            throw new TensorFileException(file, fault.ByteOffset, fault.Reason, fault);
        }
    }

    public override void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options)
    {
        try
        {
            SafetensorsWriter.Write(stream, tensors.Select(tensor => KeyValuePair.Create(tensor.Name, tensor.Tensor)),
                options: new SafetensorsWriteOptions { SortNames = true });
        }
        catch (ArgumentException fault)
        {
            throw new TensorFileException(file, null, fault.Message, fault);
        }
    }
}
