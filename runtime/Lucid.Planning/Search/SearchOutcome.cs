namespace Lucid.Planning.Search;

internal enum SearchOutcome
{
    Found,

    /// <summary>The tree was searched to its end: there is no solution.</summary>
    Impossible,

    /// <summary>The budget was spent.</summary>
    Stopped,
}
