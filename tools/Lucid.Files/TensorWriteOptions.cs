using Lucid.Files.Wav;

namespace Lucid.Files;

/// <summary>What a tensor does not say and a file must.</summary>
public sealed record TensorWriteOptions
{
    /// <summary>Sounds of 16 bits at 22,050 samples a second.</summary>
    public static TensorWriteOptions Default { get; } = new();

    /// <summary>Samples a second of a sound.</summary>
    public int SampleRate { get; init; } = 22_050;

    /// <summary>How a sound's samples are stored.</summary>
    public WavSampleFormat SampleFormat { get; init; } = WavSampleFormat.Pcm16;
}
