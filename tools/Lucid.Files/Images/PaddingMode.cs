namespace Lucid.Files.Images;

/// <summary>What stands beyond a picture's border.</summary>
public enum PaddingMode
{
    /// <summary>0, after range, mean and std are applied.</summary>
    Zero,

    /// <summary>The nearest pixel.</summary>
    Edge,

    /// <summary>The picture mirrored at the border pixel, which is not repeated.</summary>
    Reflect,
}
