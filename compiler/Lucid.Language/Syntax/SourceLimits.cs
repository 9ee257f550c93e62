namespace Lucid.Language.Syntax;

/// <summary>What a source may hold. Far beyond any model; hostile text must exhaust neither time, memory nor the stack.</summary>
internal static class SourceLimits
{
    public const int Characters = 1 << 24;

    /// <summary>Brackets within each other, and signs before one operand.</summary>
    public const int Nesting = 64;

    /// <summary>Errors shown of a file.</summary>
    public const int Errors = 50;

    /// <summary>Statements carried out and values made from expressions, loops and blocks unrolled.</summary>
    public const int Steps = 500_000;

    /// <summary>Values of the graph.</summary>
    public const int Values = 100_000;

    /// <summary>Blocks within blocks.</summary>
    public const int BlockDepth = 32;

    /// <summary>Entries of a list.</summary>
    public const int ListLength = 65_536;
}
