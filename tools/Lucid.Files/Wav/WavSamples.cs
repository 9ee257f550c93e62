using System.Buffers.Binary;

namespace Lucid.Files.Wav;

/// <summary>One sample between its stored form and -1..1. Writing rounds to the nearest step and stops at full scale, so that what was read is written back unchanged.</summary>
internal static class WavSamples
{
    public static int ByteSize(WavSampleFormat format) => format switch
    {
        WavSampleFormat.Pcm8 => 1,
        WavSampleFormat.Pcm16 => 2,
        WavSampleFormat.Pcm24 => 3,
        WavSampleFormat.Pcm32 or WavSampleFormat.Float32 => 4,
    };

    public static float Read(ReadOnlySpan<byte> bytes, WavSampleFormat format) => format switch
    {
        WavSampleFormat.Pcm8 => (bytes[0] - 128) / 128f,
        WavSampleFormat.Pcm16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32_768f,
        WavSampleFormat.Pcm24 => (bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16)) / 8_388_608f,
        WavSampleFormat.Pcm32 => (float)(BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2_147_483_648.0),
        WavSampleFormat.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };

    public static void Write(Span<byte> bytes, WavSampleFormat format, float value)
    {
        switch (format)
        {
            case WavSampleFormat.Pcm8: bytes[0] = (byte)(Steps(value, 8) + 128); break;
            case WavSampleFormat.Pcm16: BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)Steps(value, 16)); break;
            case WavSampleFormat.Pcm24:
                int steps = Steps(value, 24);
                (bytes[0], bytes[1], bytes[2]) = ((byte)steps, (byte)(steps >> 8), (byte)(steps >> 16));
                break;
            case WavSampleFormat.Pcm32: BinaryPrimitives.WriteInt32LittleEndian(bytes, Steps(value, 32)); break;
            case WavSampleFormat.Float32: BinaryPrimitives.WriteSingleLittleEndian(bytes, value); break;
        }
    }

    private static int Steps(float value, int bits)
    {
        double full = Math.ScaleB(1, bits - 1);
        return (int)Math.Clamp(Math.Round(value * full), -full, full - 1);
    }
}
