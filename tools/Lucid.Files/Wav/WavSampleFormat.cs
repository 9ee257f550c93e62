namespace Lucid.Files.Wav;

/// <summary>How samples are stored.</summary>
public enum WavSampleFormat
{
    /// <summary>Unsigned, 128 is silence.</summary>
    Pcm8,

    /// <summary>Signed.</summary>
    Pcm16,

    /// <summary>Signed.</summary>
    Pcm24,

    /// <summary>Signed.</summary>
    Pcm32,

    /// <summary>IEEE 754 binary32, not clipped.</summary>
    Float32,
}
