namespace Lucid.Runtime;

/// <summary>How far tuning is.</summary>
/// <param name="Done">Rounds that are done: in each, every kernel runs with another of its candidates.</param>
/// <param name="Total">Rounds in all, with the last one that holds the winners against the package's own order.</param>
public readonly record struct TuningProgress(int Done, int Total);
