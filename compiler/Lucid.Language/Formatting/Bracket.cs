namespace Lucid.Language.Formatting;

/// <summary>What a bracket encloses: blanks differ.</summary>
internal enum Bracket
{
    /// <summary>No bracket.</summary>
    None,

    /// <summary>Arguments, or an expression.</summary>
    Parenthesis,

    /// <summary>Items.</summary>
    List,

    /// <summary>Positions, ranges or extents.</summary>
    Index,

    /// <summary>A part of a layer's name.</summary>
    Hole,
}
