namespace Lucid.Packaging;

/// <summary>Keys of <see cref="LoweredProgram.Metadata"/> with a meaning of their own; all begin with <c>lucid.</c>.</summary>
public static class ProgramMetadataKeys
{
    /// <summary>The devices a package was pruned for; on others it runs as well, with the kernels that every device can run. Absent: nothing was left out.</summary>
    public const string Target = "lucid.target";

    /// <summary>Before an input's name: how pictures become that input and outputs pictures, in the words of <c>lucid run --image</c>.</summary>
    public const string ImagePrefix = "lucid.image.";
}
