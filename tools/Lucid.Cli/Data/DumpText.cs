using System.Text;

namespace Lucid.Cli.Data;

/// <summary>A stage of compilation that can be shown.</summary>
internal enum DumpStage
{
    /// <summary>The graph as it was imported.</summary>
    Graph,

    /// <summary>The graph after each pass that changed it.</summary>
    Passes,

    /// <summary>The graph after folding, and the kernels that its nodes became.</summary>
    Fused,

    /// <summary>The lowered program.</summary>
    Program,

    /// <summary>The shader modules.</summary>
    Spirv,

    /// <summary>The plan of the arena.</summary>
    Memory,
}

/// <summary>A stage's text, or one of its binary files.</summary>
/// <param name="Name">The file it goes to.</param>
/// <param name="Text">The text; null where it is no text and so not for standard output.</param>
/// <param name="Bytes">The file's content.</param>
internal sealed record DumpText(string Name, string? Text, ReadOnlyMemory<byte> Bytes)
{
    public static DumpText Of(string name, string text) => new(name, text, Encoding.UTF8.GetBytes(text));
}
