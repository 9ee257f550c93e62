using System.Collections.Immutable;

using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>What one run gave.</summary>
/// <param name="Outputs">The model's outputs by name, in order.</param>
/// <param name="Dispatches">Vulkan dispatches of the run; 0 on the reference.</param>
/// <param name="HostOps">Tensor operations that were not run as a dispatch; always 0 on a device.</param>
public sealed record RunResult(OrderedDictionary<string, HostTensor> Outputs, int Dispatches, int HostOps)
{
    /// <summary>How each kernel ran; empty on the reference.</summary>
    public ImmutableArray<KernelReport> Kernels { get; init; } = [];

    /// <summary>What was computed, as <c>f32 fast: texel 8x4 ×3, pointwise 4d</c>; empty on the reference.</summary>
    public string Variants { get; init; } = "";
}
