using System.Collections.Immutable;
using System.Globalization;

using Lucid.Packaging.Goldens;
using Lucid.Runtime;

namespace Lucid.Verification.Goldens;

/// <summary>Where a device first goes wrong.</summary>
/// <param name="Kernel">The first kernel whose result is wrong, with the candidate that ran.</param>
/// <param name="Nodes">The nodes of the graph that it computes.</param>
/// <param name="Module">The candidate's module.</param>
/// <param name="Candidates">How many candidates the kernel has.</param>
/// <param name="Unseen">Kernels before it whose results are no values of the graph, and so cannot be looked at: weights that were packed, partial sums. One of them may be the cause.</param>
/// <param name="Stored">The value that it stores, and where.</param>
/// <param name="Where">Which elements are wrong, and how.</param>
/// <param name="Device">The device and its driver.</param>
public sealed record KernelFault(
    KernelReport Kernel, ImmutableArray<string> Nodes, string Module, int Candidates, ImmutableArray<string> Unseen, StoredValue Stored, string Where, VulkanDeviceInfo Device)
{
    private const int MostNamed = 4;

    /// <summary>Three lines for people.</summary>
    public override string ToString() => $"{Place}\nits value {Stored.Value}: {Where}";

    /// <summary>Two lines without any number of the model's.</summary>
    public string Place
    {
        get
        {
            string layer = Nodes.IsEmpty ? "no layer of its own" : $"of {Some(Nodes)}";
            string unseen = Unseen.IsEmpty ? "" : $" (or {Some(Unseen)} before it, which cannot be looked at)";
            string candidate = string.Create(CultureInfo.InvariantCulture, $"'{Kernel.Variant}', candidate {Kernel.Candidate + 1} of {Candidates}, module {Module}");
            return $"the first kernel that is wrong is {Kernel.Name}, {layer}{unseen}\nit ran as {candidate}, on {Device}";
        }
    }

    private static string Some(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - MostNamed} more") : "");
}
