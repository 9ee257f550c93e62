namespace Lucid.Files.Images;

/// <summary>Brings pictures of 1 to 4 channels (grey, grey and alpha, RGB, RGB and alpha) to the channels wanted.</summary>
internal static class ChangeChannels
{
    public static PixelPlanes Run(PixelPlanes pictures, ImageChannels wanted)
    {
        if (wanted == ImageChannels.AsGiven) return pictures;
        if (pictures.Channels is < 1 or > 4)
            throw new ImageOptionException("channels", $"the picture has {pictures.Channels} channels; expected 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha)");
        bool coloured = pictures.Channels >= 3;
        int count = wanted switch { ImageChannels.Grey => 1, ImageChannels.Rgba => 4, ImageChannels.Rgb or ImageChannels.Bgr or ImageChannels.AsGiven => 3 };
        PixelPlanes result = new(pictures.Count, count, pictures.Height, pictures.Width);
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            for (int channel = 0; channel < count; channel++)
            {
                Span<float> to = result.Plane(picture, channel);
                if (channel == 3)
                {
                    if (pictures.Channels is 2 or 4) pictures.Plane(picture, pictures.Channels - 1).CopyTo(to);
                    else to.Fill(1);
                }
                else if (wanted == ImageChannels.Grey && coloured)
                {
                    Luminance(pictures.Plane(picture, 0), pictures.Plane(picture, 1), pictures.Plane(picture, 2), to);
                }
                else
                {
                    pictures.Plane(picture, !coloured ? 0 : wanted == ImageChannels.Bgr ? 2 - channel : channel).CopyTo(to);
                }
            }
        }

        return result;
    }

    /// <summary>Turns blue, green, red back to red, green, blue.</summary>
    public static PixelPlanes Reverse(PixelPlanes pictures)
    {
        PixelPlanes result = new(pictures.Count, pictures.Channels, pictures.Height, pictures.Width);
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            for (int channel = 0; channel < pictures.Channels; channel++)
                pictures.Plane(picture, pictures.Channels - 1 - channel).CopyTo(result.Plane(picture, channel));
        }

        return result;
    }

    private static void Luminance(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<float> grey)
    {
        for (int i = 0; i < grey.Length; i++) grey[i] = (0.299f * red[i]) + (0.587f * green[i]) + (0.114f * blue[i]);
    }
}
