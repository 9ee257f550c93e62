using System.Text;

using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What became of a package's goldens in a session.</summary>
/// <param name="Device">The device.</param>
/// <param name="Findings">
/// One for each output of each data set; where an output is wrong and the package knows what its kernels must store, one for each of those too, in the order of the kernels.
/// </param>
public sealed record GoldenReport(VulkanDeviceInfo Device, ValueList<GoldenFinding> Findings)
{
    /// <summary>Whether the package carries any: without, nothing is known, and <see cref="Passes"/> holds.</summary>
    public bool HasGoldens => Findings.Count > 0;

    /// <summary>Whether every output is as the package says.</summary>
    public bool Passes => Findings.All(finding => finding.Passes);

    /// <summary>The first kernel that stores what it must not; null where all is right, or the package does not know its kernels.</summary>
    public KernelReport? FirstWrongKernel => Findings.FirstOrDefault(finding => !finding.Passes && finding.Kernel is not null)?.Kernel;

    /// <summary>A line for each finding that is wrong; <c>all goldens hold</c>.</summary>
    public override string ToString()
    {
        if (Passes) return HasGoldens ? $"all goldens hold on {Device}" : $"no goldens to hold on {Device}";
        StringBuilder text = new($"wrong on {Device}:");
        foreach (GoldenFinding finding in Findings.Where(finding => !finding.Passes)) text.Append("\n  ").Append(finding);
        return text.ToString();
    }
}

/// <summary>A golden and what was found.</summary>
/// <param name="Set">The data set.</param>
/// <param name="Name">The output, or the value that a kernel stores.</param>
/// <param name="Kernel">The kernel, with the candidate that ran; null for an output.</param>
/// <param name="Fault">What is wrong; null where nothing is.</param>
public sealed record GoldenFinding(string Set, string Name, KernelReport? Kernel, string? Fault)
{
    /// <summary>Whether it is as the package says.</summary>
    public bool Passes => Fault is null;

    /// <summary>As <c>random-1, output y: …</c>.</summary>
    public override string ToString() => $"{Set}, {(Kernel is { } kernel ? $"kernel {kernel.Name} ({kernel.Variant}), value" : "output")} {Name}: {Fault ?? "as the package says"}";
}
