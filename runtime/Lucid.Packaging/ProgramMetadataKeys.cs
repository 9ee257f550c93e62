namespace Lucid.Packaging;

/// <summary>Keys of <see cref="LoweredProgram.Metadata"/> with a meaning of their own; all begin with <c>lucid.</c>.</summary>
public static class ProgramMetadataKeys
{
    /// <summary>The target profile a package was pruned for: it may lack candidates for other devices. Absent: it runs on every device.</summary>
    public const string Target = "lucid.target";

    /// <summary>Before an input's name: how pictures become that input and outputs pictures, in the words of <c>lucid run --image</c>.</summary>
    public const string ImagePrefix = "lucid.image.";
}
