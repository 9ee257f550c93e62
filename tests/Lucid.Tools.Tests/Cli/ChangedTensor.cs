using Lucid.Tensors;

namespace Lucid.Tools.Tests.Cli;

internal static class ChangedTensor
{
    /// <summary>The tensor with one element replaced.</summary>
    public static HostTensor WithElement(this HostTensor tensor, int index, float value)
    {
        float[] values = tensor.ToFloats();
        values[index] = value;
        return HostTensor.Of(tensor.Shape, values);
    }
}
