using System.Buffers.Binary;
using System.Globalization;
using Lucid.Tensors;

namespace Lucid.Files.Wav;

/// <summary>Writes <c>[1,C,L]</c>, <c>[C,L]</c> or <c>[L]</c> as RIFF/WAVE.</summary>
internal static class WavWriter
{
    private const int HeaderBytes = 44;

    public static void Write(Stream stream, NamedTensor sound, TensorWriteOptions options, string file)
    {
        HostTensor tensor = sound.Tensor;
        Shape shape = tensor.Shape;
        if (shape.Rank is < 1 or > 3 || (shape.Rank == 3 && shape[0] != 1))
        {
            string remedy = shape.Rank == 3 ? "; several sounds become several files where the name holds %d" : "";
            throw new TensorFileException(file, null, $"{tensor} is no sound; expected [1,C,L], [C,L] or [L]{remedy}");
        }

        (long channels, long length) = (shape.Rank == 1 ? 1 : shape[shape.Rank - 2], shape[shape.Rank - 1]);
        if (channels is 0 or > ushort.MaxValue) throw new TensorFileException(file, null, $"{tensor} has {channels} channels; a sound has 1 to {ushort.MaxValue}");
        int size = WavSamples.ByteSize(options.SampleFormat);
        long dataBytes = checked(channels * length * size);
        if (dataBytes > uint.MaxValue - HeaderBytes)
            throw new TensorFileException(file, null, string.Create(CultureInfo.InvariantCulture, $"{tensor} takes {dataBytes} bytes; a WAV file holds at most 4 GiB"));
        int rate = sound.SampleRate ?? options.SampleRate;

        stream.Write(Header((int)channels, size * 8, rate, options.SampleFormat == WavSampleFormat.Float32, (uint)dataBytes));
        float[] values = tensor.ToFloats();
        byte[] moment = new byte[channels * size];
        for (long i = 0; i < length; i++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                float value = values[(channel * length) + i];
                if (float.IsNaN(value)) throw new TensorFileException(file, null, $"{tensor} is not a number at sample {i} of channel {channel}; a sound cannot hold it");
                WavSamples.Write(moment.AsSpan(channel * size), options.SampleFormat, value);
            }

            stream.Write(moment);
        }

        if (dataBytes % 2 == 1) stream.WriteByte(0);
    }

    private static byte[] Header(int channels, int bits, int rate, bool isFloat, uint dataBytes)
    {
        byte[] header = new byte[HeaderBytes];
        Span<byte> span = header;
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], HeaderBytes - 8 + dataBytes + (dataBytes % 2));
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(span[20..], isFloat ? (ushort)3 : (ushort)1);
        BinaryPrimitives.WriteUInt16LittleEndian(span[22..], (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], rate);
        BinaryPrimitives.WriteUInt32LittleEndian(span[28..], unchecked((uint)(rate * (long)channels * bits / 8)));
        BinaryPrimitives.WriteUInt16LittleEndian(span[32..], unchecked((ushort)(channels * bits / 8)));
        BinaryPrimitives.WriteUInt16LittleEndian(span[34..], (ushort)bits);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[40..], dataBytes);
        return header;
    }
}
