namespace Lucid.Files.Images;

/// <summary>An image option cannot be read, or does not fit the picture or the model.</summary>
/// <param name="option">The option's name, as <c>resize</c>.</param>
/// <param name="reason">What was found and what was expected.</param>
/// <param name="position">Where in the option text, counted from 0; null where the text itself is sound.</param>
public sealed class ImageOptionException(string option, string reason, int? position = null)
    : Exception(position is { } at ? $"--image: {option}, at character {at + 1}: {reason}" : $"--image {option}: {reason}")
{
    /// <summary>The option's name, as <c>resize</c>.</summary>
    public string Option => option;

    /// <summary>What was found and what was expected.</summary>
    public string Reason => reason;

    /// <summary>Where in the option text, counted from 0; null where the text itself is sound.</summary>
    public int? Position => position;
}
