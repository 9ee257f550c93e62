using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>Values of the evaluators as a device has them: floats as F32, integers as I32, booleans as U32.</summary>
internal static class DeviceValues
{
    public static HostTensor Of(ReferenceTensor tensor, ElementType stored) => stored is ElementType.F32 or ElementType.F16
        ? HostTensor.FromDoubles(ElementType.F32, tensor.Shape, tensor.Floats)
        : HostTensor.FromInt64s(stored, tensor.Shape, tensor.Integers);
}
