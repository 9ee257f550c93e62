using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lucid.Tensors;

namespace Lucid.Files.Wav;

/// <summary>
/// Reads RIFF/WAVE with PCM of 8, 16, 24 or 32 bits or floats of 32 bits as float32 <c>[1,C,L]</c>. PCM of n bits is divided by 2^(n-1),
/// so that full scale is -1..1 less one step.
/// </summary>
internal static class WavReader
{
    private const ushort Pcm = 1;
    private const ushort Float = 3;
    private const ushort Extensible = 0xFFFE;

    /// <summary>A stream that was written before its length was known says this; its data go to the file's end.</summary>
    private const uint UnknownLength = uint.MaxValue;

    // What follows the format's number in a WAVEFORMATEXTENSIBLE GUID.
    private static ReadOnlySpan<byte> GuidTail => [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    public static NamedTensor Read(ReadOnlyMemory<byte> bytes, string file)
    {
        ByteCursor cursor = new(bytes.Span, file);
        bool riff = cursor.Take(4, "the signature").SequenceEqual("RIFF"u8);
        cursor.Take(4, "the file's length");
        if (!riff || !cursor.Take(4, "the form").SequenceEqual("WAVE"u8)) throw cursor.Fault(0, "this is no WAV file; expected RIFF and WAVE");

        (WavSampleFormat Samples, int Channels, int Rate)? format = null;
        while (true)
        {
            if (cursor.Remaining == 0) throw cursor.Fault(cursor.Position, "the file has no data chunk");
            int chunkAt = cursor.Position;
            ReadOnlySpan<byte> id = cursor.Take(4, "a chunk's name");
            uint length = cursor.TakeUInt32LittleEndian("a chunk's length");
            string name = Encoding.Latin1.GetString(id);
            if (name == "data")
            {
                if (format is not { } found) throw cursor.Fault(chunkAt, "chunk 'data' before chunk 'fmt '");
                ReadOnlySpan<byte> data = cursor.Take(length == UnknownLength ? cursor.Remaining : length, "chunk 'data'");
                return new("", Samples(data, found.Samples, found.Channels, chunkAt, file)) { SampleRate = found.Rate };
            }

            ReadOnlySpan<byte> content = cursor.Take(length, $"chunk '{name}'");
            if (name == "fmt ")
            {
                if (format is not null) throw cursor.Fault(chunkAt, "a second chunk 'fmt '");
                format = ReadFormat(content, chunkAt, file);
            }

            if (length % 2 == 1 && cursor.Remaining > 0) cursor.Take(1, "padding");
        }
    }

    private static (WavSampleFormat Samples, int Channels, int Rate) ReadFormat(ReadOnlySpan<byte> content, int at, string file)
    {
        if (content.Length < 16) throw new TensorFileException(file, at, $"chunk 'fmt ' of {content.Length} bytes; it has at least 16");
        ushort code = BinaryPrimitives.ReadUInt16LittleEndian(content);
        ushort channels = BinaryPrimitives.ReadUInt16LittleEndian(content[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        ushort block = BinaryPrimitives.ReadUInt16LittleEndian(content[12..]);
        ushort bits = BinaryPrimitives.ReadUInt16LittleEndian(content[14..]);
        if (code == Extensible)
        {
            if (content.Length < 40) throw new TensorFileException(file, at, $"an extensible 'fmt ' of {content.Length} bytes; it has at least 40");
            code = content.Slice(26, 14).SequenceEqual(GuidTail) ? BinaryPrimitives.ReadUInt16LittleEndian(content[24..]) : Extensible;
        }

        WavSampleFormat? samples = (code, bits) switch
        {
            (Pcm, 8) => WavSampleFormat.Pcm8,
            (Pcm, 16) => WavSampleFormat.Pcm16,
            (Pcm, 24) => WavSampleFormat.Pcm24,
            (Pcm, 32) => WavSampleFormat.Pcm32,
            (Float, 32) => WavSampleFormat.Float32,
            _ => null,
        };
        if (samples is not { } known)
            throw new TensorFileException(file, at, $"format {code} with {bits} bits; readable are PCM (1) with 8, 16, 24 or 32 bits and float (3) with 32");
        if (channels == 0) throw new TensorFileException(file, at, "no channels");
        if (block != channels * (bits / 8)) throw new TensorFileException(file, at, $"{block} bytes a moment for {channels} channels of {bits} bits; expected {channels * (bits / 8)}");
        if (rate is 0 or > int.MaxValue) throw new TensorFileException(file, at, $"{rate} samples a second");
        return (known, channels, (int)rate);
    }

    private static HostTensor Samples(ReadOnlySpan<byte> data, WavSampleFormat format, int channels, int at, string file)
    {
        int size = WavSamples.ByteSize(format);
        int block = size * channels;
        if (data.Length % block != 0) throw new TensorFileException(file, at, $"chunk 'data' of {data.Length} bytes, no multiple of {block} ({channels} channels of {size} bytes)");
        int length = data.Length / block;
        if ((long)length * channels > Array.MaxLength / sizeof(float))
            throw new TensorFileException(file, at, $"{length} samples of {channels} channels; at most {Array.MaxLength / sizeof(float)} fit a tensor");
        byte[] result = new byte[length * channels * sizeof(float)];
        Span<float> values = MemoryMarshal.Cast<byte, float>(result.AsSpan());
        for (int i = 0; i < length; i++)
        {
            for (int channel = 0; channel < channels; channel++)
                values[(channel * length) + i] = WavSamples.Read(data.Slice((i * block) + (channel * size), size), format);
        }

        return new(ElementType.F32, new Shape(1, channels, length), result);
    }
}
