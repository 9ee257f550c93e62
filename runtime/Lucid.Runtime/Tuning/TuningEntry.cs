namespace Lucid.Runtime.Tuning;

/// <summary>A remembered measurement: the key, and which candidate won.</summary>
/// <param name="Kernel">As <see cref="KernelIdentity.Of"/>.</param>
/// <param name="Symbols">As <see cref="KernelIdentity.OfSymbols"/>.</param>
/// <param name="AnyOrder">Whether candidates of all order classes took part.</param>
/// <param name="Candidate">Position of the winner.</param>
internal sealed record TuningEntry(string Kernel, string Symbols, bool AnyOrder, int Candidate)
{
    public (string Kernel, string Symbols, bool AnyOrder) Key => (Kernel, Symbols, AnyOrder);
}
