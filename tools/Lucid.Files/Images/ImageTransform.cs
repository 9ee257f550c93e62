using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>Carries out <see cref="ImageOptions"/>: pictures to a model's input, and a model's output to pictures.</summary>
public static class ImageTransform
{
    /// <summary>Makes one batch of pictures <c>[N,C,H,W]</c> in 0..1, all of one size unless they are resized.</summary>
    /// <exception cref="ImageOptionException">The pictures do not fit together, or an option does not fit them.</exception>
    public static PreparedImages Prepare(IReadOnlyList<HostTensor> pictures, ImageOptions options)
    {
        HostTensor[] alike = new HostTensor[pictures.Count];
        for (int i = 0; i < alike.Length; i++)
        {
            if (pictures[i].Shape.Rank != 4 || pictures[i].Shape.ElementCount == 0)
                throw new ImageOptionException("NAME=OPTION,…", $"{pictures[i]} is no picture; expected [N,C,H,W] with at least one pixel");
            PixelPlanes planes = ChangeChannels.Run(PixelPlanes.Of(pictures[i]), options.Channels);
            if (options.Resize is { } size) planes = ResizeBilinear.Run(planes, size.Width, size.Height);
            alike[i] = planes.ToTensor();
            if (alike[i].Shape[1] != alike[0].Shape[1])
                throw new ImageOptionException("channels", $"picture {i + 1} has {alike[i].Shape[1]} channels, the first has {alike[0].Shape[1]}; channels=rgb makes them alike");
            if (alike[i].Shape[2] != alike[0].Shape[2] || alike[i].Shape[3] != alike[0].Shape[3])
                throw new ImageOptionException("resize", $"picture {i + 1} is {alike[i].Shape[3]}x{alike[i].Shape[2]}, the first is {alike[0].Shape[3]}x{alike[0].Shape[2]}; resize=WxH makes them alike");
        }

        PixelPlanes batch = PixelPlanes.Of(TensorBatch.Join(alike));
        Normalise(batch, options);
        int pad = options.Pad.Pixels;
        (int right, int below) = (pad + Missing(batch.Width, pad, options.Multiple), pad + Missing(batch.Height, pad, options.Multiple));
        ImageGeometry geometry = new(batch.Width, batch.Height, pad, right, below);
        PaddingMode mode = pad > 0 ? options.Pad.Mode : PaddingMode.Edge;
        if (pad > 0 && mode == PaddingMode.Reflect && Math.Min(batch.Width, batch.Height) == 1)
            throw new ImageOptionException("pad", $"a picture of {batch.Width}x{batch.Height} has nothing to reflect; edge:{pad} repeats its border");
        if (right + below + pad > 0) batch = AddMargin.Run(batch, mode, pad, right, below);
        HostTensor input = batch.ToTensor();
        return new(options.ChannelsLast ? ToChannelsLast(input) : input, geometry);
    }

    /// <summary>Turns an output into pictures <c>[N,C,H,W]</c> in 0..1 (values beyond are kept), undoing layout, margins, range and channel order.</summary>
    /// <exception cref="ImageOptionException">The output is no picture, or its size is not explained by the options.</exception>
    public static HostTensor Finish(HostTensor output, ImageGeometry geometry, ImageOptions options)
    {
        if (output.Shape.Rank != 4) throw new ImageOptionException("output", $"{output} is no picture; expected four axes");
        if (!output.Element.IsFloat()) throw new ImageOptionException("output", $"{output} is no picture; expected floats");
        PixelPlanes pictures = PixelPlanes.Of(options.ChannelsLast ? ToChannelsFirst(output) : output);
        pictures = Cropped(pictures, geometry.Crop(pictures.Width, pictures.Height, options.Scale));
        ValueRange range = options.OutputRange;
        if (range != ValueRange.Unit)
        {
            for (int i = 0; i < pictures.Values.Length; i++)
                pictures.Values[i] = (float)((pictures.Values[i] - range.Low) / (range.High - range.Low));
        }

        return (options.Channels == ImageChannels.Bgr && pictures.Channels == 3 ? ChangeChannels.Reverse(pictures) : pictures).ToTensor();
    }

    private static void Normalise(PixelPlanes pictures, ImageOptions options)
    {
        CheckChannels("mean", options.Mean, pictures.Channels);
        CheckChannels("std", options.Std, pictures.Channels);
        (double low, double span) = (options.Range.Low, options.Range.High - options.Range.Low);
        if (options.Range == ValueRange.Unit && options.Mean.Count == 0 && options.Std.Count == 0) return;
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            for (int channel = 0; channel < pictures.Channels; channel++)
            {
                double mean = Of(options.Mean, channel, 0);
                double std = Of(options.Std, channel, 1);
                foreach (ref float value in pictures.Plane(picture, channel)) value = (float)((low + (value * span) - mean) / std);
            }
        }
    }

    private static void CheckChannels(string option, ValueList<double> values, int channels)
    {
        if (values.Count > 1 && values.Count != channels)
            throw new ImageOptionException(option, $"{values.Count} numbers for a picture of {channels} channels");
    }

    private static double Of(ValueList<double> values, int channel, double otherwise) =>
        values.Count == 0 ? otherwise : values[values.Count == 1 ? 0 : channel];

    private static int Missing(int size, int pad, int multiple)
    {
        long padded = size + (2L * pad);
        return checked((int)(((padded + multiple - 1) / multiple * multiple) - padded));
    }

    private static PixelPlanes Cropped(PixelPlanes pictures, (int Left, int Above, int Width, int Height) crop)
    {
        if (crop == (0, 0, pictures.Width, pictures.Height)) return pictures with { Values = [.. pictures.Values] };
        PixelPlanes result = new(pictures.Count, pictures.Channels, crop.Height, crop.Width);
        for (int plane = 0; plane < pictures.Count * pictures.Channels; plane++)
        {
            for (int y = 0; y < crop.Height; y++)
            {
                pictures.Values.AsSpan((((plane * pictures.Height) + crop.Above + y) * pictures.Width) + crop.Left, crop.Width)
                    .CopyTo(result.Values.AsSpan(((plane * crop.Height) + y) * crop.Width));
            }
        }

        return result;
    }

    private static HostTensor ToChannelsLast(HostTensor tensor) => Transposed(tensor, (int)tensor.Shape[1], checked((int)(tensor.Shape[2] * tensor.Shape[3])),
        new(tensor.Shape[0], tensor.Shape[2], tensor.Shape[3], tensor.Shape[1]));

    private static HostTensor ToChannelsFirst(HostTensor tensor) => Transposed(tensor, checked((int)(tensor.Shape[1] * tensor.Shape[2])), (int)tensor.Shape[3],
        new(tensor.Shape[0], tensor.Shape[3], tensor.Shape[1], tensor.Shape[2]));

    // Each picture is a matrix of rows × columns; its transpose has the other layout.
    private static HostTensor Transposed(HostTensor tensor, int rows, int columns, Shape shape)
    {
        float[] from = tensor.ToFloats();
        float[] to = new float[from.Length];
        int size = rows * columns;
        for (int i = 0; i < from.Length; i++)
        {
            int place = i % size;
            to[i - place + (place % columns * rows) + (place / columns)] = from[i];
        }

        return HostTensor.Of(shape, to);
    }
}
