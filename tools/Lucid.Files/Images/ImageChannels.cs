namespace Lucid.Files.Images;

/// <summary>The channels a model takes, whatever the picture has.</summary>
public enum ImageChannels
{
    /// <summary>Those of the picture.</summary>
    AsGiven,

    /// <summary>Luminance 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); alpha is dropped.</summary>
    Grey,

    /// <summary>Red, green, blue; grey is repeated, alpha is dropped.</summary>
    Rgb,

    /// <summary>Blue, green, red; outputs of three channels are turned back.</summary>
    Bgr,

    /// <summary>Red, green, blue, alpha; a picture without alpha is opaque.</summary>
    Rgba,
}
