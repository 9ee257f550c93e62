using Lucid.Tensors;

namespace Lucid.Verification.Layers;

/// <summary>A kernel's result on a device, compared with what its nodes give for the same operands.</summary>
/// <param name="Kernel">The kernel; the value's name where several kernels make it.</param>
/// <param name="Value">The value that it stores.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Own">The comparison with the reference on the device's own operands, within the layer's bound.</param>
/// <param name="Bound">That bound.</param>
/// <param name="SoFar">Relative error against the reference from the model's inputs on: what the layers before have added.</param>
public sealed record LayerCheck(string Kernel, string Value, Shape Shape, ComparisonResult Own, ComparisonLimit Bound, double SoFar);
