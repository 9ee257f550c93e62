namespace Lucid.Runtime;

/// <summary>How a session runs a kernel.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Variant">The candidate chosen.</param>
/// <param name="OrderClass">Its order of accumulation.</param>
/// <param name="Candidate">Its position among the kernel's candidates, from 0.</param>
/// <param name="Dispatches">Dispatches it is cut into.</param>
/// <param name="Workgroups">Workgroups of all of them.</param>
public sealed record KernelReport(string Name, string Variant, string OrderClass, int Candidate, int Dispatches, long Workgroups);
