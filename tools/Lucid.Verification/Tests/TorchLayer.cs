using Lucid.Model.Nn;

namespace Lucid.Verification.Tests;

/// <summary>A convolution of torch.nn by its arguments, as test files describe it.</summary>
/// <param name="Axes">Spatial axes, 1 to 3.</param>
/// <param name="IsTransposed">Whether it is a transposed one.</param>
/// <param name="InChannels">Null for the lazy form.</param>
/// <param name="OutChannels">Channels of the output.</param>
/// <param name="Kernel">One entry a spatial axis, as the following four; empty for the default.</param>
/// <param name="Stride">1 by default.</param>
/// <param name="Padding">0 by default.</param>
/// <param name="OutputPadding">0 by default.</param>
/// <param name="Dilation">1 by default.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="HasBias">Whether there is a bias.</param>
internal sealed record TorchLayer(
    int Axes, bool IsTransposed, long? InChannels, long OutChannels, long[] Kernel, long[] Stride, long[] Padding, long[] OutputPadding, long[] Dilation, long Groups, bool HasBias)
{
    /// <summary>The module.</summary>
    /// <exception cref="Lucid.Model.ModelException">An argument is wrong.</exception>
    /// <exception cref="NotSupportedException">Nothing of torch.nn has that many axes.</exception>
    public ConvolutionModule Create()
    {
        (IntTuple kernel, IntTuple stride, IntTuple dilation, IntTuple outputPadding) = (IntTuple.Of(Kernel), OrDefault(Stride, 1), OrDefault(Dilation, 1), OrDefault(OutputPadding, 0));
        Padding padding = OrDefault(Padding, 0);
        return (Axes, IsTransposed, InChannels) switch
        {
            (1, true, { } channels) => new ConvTranspose1d(channels, OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (2, true, { } channels) => new ConvTranspose2d(channels, OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (3, true, { } channels) => new ConvTranspose3d(channels, OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (1, true, null) => new LazyConvTranspose1d(OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (2, true, null) => new LazyConvTranspose2d(OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (3, true, null) => new LazyConvTranspose3d(OutChannels, kernel, stride, padding, outputPadding, Groups, HasBias, dilation),
            (1, false, { } channels) => new Conv1d(channels, OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            (2, false, { } channels) => new Conv2d(channels, OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            (3, false, { } channels) => new Conv3d(channels, OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            (1, false, null) => new LazyConv1d(OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            (2, false, null) => new LazyConv2d(OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            (3, false, null) => new LazyConv3d(OutChannels, kernel, stride, padding, dilation, Groups, HasBias),
            _ => throw new NotSupportedException($"{Axes} spatial axes; expected 1 to 3"),
        };
    }

    private static IntTuple OrDefault(long[] values, int otherwise) => values.Length == 0 ? otherwise : IntTuple.Of(values);
}
