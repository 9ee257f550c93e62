using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What the arithmetic probe found on a device (spec/numerics.md, section 8).</summary>
/// <param name="Failures">What the device does not compute as strict numerics need, each with the first number that shows it; empty where it passes.</param>
public sealed record ArithmeticReport(ValueList<string> Failures)
{
    /// <summary>Whether strict packages give their bits on the device.</summary>
    public bool Passes => Failures.Count == 0;
}
