using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>What one run gave.</summary>
/// <param name="Outputs">The model's outputs by name, in order.</param>
/// <param name="Dispatches">Vulkan dispatches of the run; 0 on the reference.</param>
/// <param name="HostOps">Tensor operations that were not run as a dispatch; always 0 on a device.</param>
public sealed record RunResult(OrderedDictionary<string, HostTensor> Outputs, int Dispatches, int HostOps);
