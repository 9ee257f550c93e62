namespace Lucid.Tensors;

/// <summary>The shape of an actual input does not fit what the model declares. The message says all of it in a sentence.</summary>
public sealed class ShapeMismatchException : Exception
{
    internal ShapeMismatchException(string inputName, int? axis, string found, string expected, string message)
        : base(message) => (InputName, Axis, Found, Expected) = (inputName, axis, found, expected);

    /// <summary>The input.</summary>
    public string InputName { get; }

    /// <summary>The axis whose extent is wrong, or null where the number of axes is.</summary>
    public int? Axis { get; }

    /// <summary>What was given: an extent, or a whole shape where the number of axes is wrong.</summary>
    public string Found { get; }

    /// <summary>What the model expects there, with its symbols and what they were bound to.</summary>
    public string Expected { get; }
}
