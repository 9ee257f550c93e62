using Lucid.Files;
using Lucid.Files.Images;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class ImageTransformTests
{
    private static readonly ComparisonLimit Rounding = new("a few roundings", 1e-6);

    [Fact]
    public void Without_options_a_picture_is_taken_as_it_is()
    {
        HostTensor picture = Picture(1, 3, 4, 5);
        PreparedImages prepared = ImageTransform.Prepare([picture], ImageOptions.Default);
        TensorAssert.BitwiseEqual(picture, prepared.Input);
        TensorAssert.BitwiseEqual(picture, ImageTransform.Finish(picture, prepared.Geometry, ImageOptions.Default));
    }

    [Fact]
    public void Range_then_mean_then_std()
    {
        HostTensor picture = HostTensor.Of(new Shape(1, 3, 1, 1), 0f, 0.5f, 1f);
        Assert.Equal([-1f, 0f, 1f], Prepare(picture, "range=-1..1").ToFloats());
        TensorAssert.Close(HostTensor.Of(new Shape(1, 3, 1, 1), (0 - 100) / 50f, (127.5f - 110) / 51f, (255 - 120) / 52f),
            Prepare(picture, "range=0..255,mean=100/110/120,std=50/51/52"), Rounding);
        TensorAssert.Close(HostTensor.Of(new Shape(1, 3, 1, 1), -1f, 0f, 1f), Prepare(picture, "mean=0.5,std=0.5"), Rounding);
        Assert.Contains("--image mean: 3 numbers for a picture of 1 channels",
            Assert.Throws<ImageOptionException>(() => Prepare(Picture(1, 1, 2, 2), "mean=1/2/3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_are_brought_to_what_the_model_takes()
    {
        HostTensor rgba = HostTensor.Of(new Shape(1, 4, 1, 1), 0.1f, 0.2f, 0.3f, 0.4f);
        HostTensor greyAlpha = HostTensor.Of(new Shape(1, 2, 1, 1), 0.6f, 0.7f);
        HostTensor grey = HostTensor.Of(new Shape(1, 1, 1, 1), 0.6f);
        Assert.Equal([0.1f, 0.2f, 0.3f], Prepare(rgba, "channels=rgb").ToFloats());
        Assert.Equal([0.3f, 0.2f, 0.1f], Prepare(rgba, "channels=bgr").ToFloats());
        Assert.Equal([0.6f, 0.6f, 0.6f], Prepare(greyAlpha, "channels=bgr").ToFloats());
        Assert.Equal([0.6f, 0.6f, 0.6f, 0.7f], Prepare(greyAlpha, "channels=rgba").ToFloats());
        Assert.Equal([0.6f, 0.6f, 0.6f, 1f], Prepare(grey, "channels=rgba").ToFloats());
        Assert.Equal([0.6f], Prepare(greyAlpha, "channels=grey").ToFloats());
        Assert.Equal(0.0299f + 0.1174f + 0.0342f, Prepare(rgba, "channels=grey").ToFloats()[0], 6);
    }

    [Fact]
    public void Blue_first_outputs_are_turned_back()
    {
        HostTensor picture = Picture(1, 3, 2, 2);
        TensorAssert.BitwiseEqual(picture, Through(picture, "channels=bgr"));
    }

    [Fact]
    public void Channels_last_is_a_transpose_and_undone()
    {
        HostTensor picture = HostTensor.Of(new Shape(1, 2, 1, 3), 1, 2, 3, 10, 20, 30);
        HostTensor last = Prepare(picture, "layout=nhwc");
        Assert.Equal(new Shape(1, 1, 3, 2), last.Shape);
        Assert.Equal([1, 10, 2, 20, 3, 30], last.ToFloats());
        TensorAssert.BitwiseEqual(Picture(3, 3, 4, 5), Through(Picture(3, 3, 4, 5), "layout=nhwc"));
    }

    [Fact]
    public void Output_range_is_undone()
    {
        HostTensor output = HostTensor.Of(new Shape(1, 1, 1, 3), -1, 0, 1);
        Assert.Equal([0f, 0.5f, 1f], ImageTransform.Finish(output, new(3, 1, 0, 0, 0), ImageOptions.Parse("output=range=-1..1").Options).ToFloats());
    }

    [Fact]
    public void Margins_hold_what_their_mode_says()
    {
        HostTensor row = HostTensor.Of(new Shape(1, 1, 2, 3), 1, 2, 3, 4, 5, 6);
        Assert.Equal([5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2], Prepare(row, "pad=reflect:1").ToFloats());
        Assert.Equal([1, 1, 2, 3, 3, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 4, 4, 5, 6, 6], Prepare(row, "pad=edge:1").ToFloats());
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0], Prepare(row, "pad=zero:1").ToFloats());
        Assert.Equal([1, 2, 3, 3, 4, 5, 6, 6, 4, 5, 6, 6, 4, 5, 6, 6], Prepare(row, "multiple=4").ToFloats());
    }

    [Fact]
    public void Reflection_turns_as_often_as_it_takes()
    {
        // 1 2 3 2 1 2 3 2 1 …, seen from four places before to four after.
        HostTensor row = HostTensor.Of(new Shape(1, 1, 2, 3), 1, 2, 3, 1, 2, 3);
        Assert.Equal([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3], Prepare(row, "pad=reflect:4").ToFloats().Take(11));
        Assert.Contains("--image pad: a picture of 1x5 has nothing to reflect; edge:2 repeats its border",
            Assert.Throws<ImageOptionException>(() => Prepare(Picture(1, 1, 5, 1), "pad=reflect:2")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pad=reflect:3")]
    [InlineData("multiple=8")]
    [InlineData("pad=edge:2,multiple=16,layout=nhwc,channels=bgr")]
    public void A_model_that_keeps_the_size_gives_the_picture_back(string options)
    {
        HostTensor picture = Picture(2, 3, 11, 13);
        TensorAssert.BitwiseEqual(picture, Through(picture, options));
    }

    [Theory]
    [InlineData(2, 14, 0)] // enlarges and cuts nothing
    [InlineData(2, 7, 28)] // enlarges and has cut the whole margin itself
    [InlineData(3, 10, 18)] // has cut a part of it
    [InlineData(1, 5, 10)]
    public void The_crop_that_undoes_a_margin_is_concluded_from_the_sizes(int scale, int pad, int cut)
    {
        ImageGeometry geometry = new(100, 80, pad, pad, pad);
        (int left, int above, int width, int height) = geometry.Crop((scale * (100 + (2 * pad))) - cut, (scale * (80 + (2 * pad))) - cut, null);
        Assert.Equal(((scale * pad) - (cut / 2), (scale * pad) - (cut / 2), scale * 100, scale * 80), (left, above, width, height));
    }

    [Fact]
    public void A_given_scale_decides_where_sizes_are_ambiguous()
    {
        // 14 with a margin of 7 is 28: unchanged by a model of scale 1, or doubled and cut by 28.
        ImageGeometry geometry = new(14, 14, 7, 7, 7);
        Assert.Equal((7, 7, 14, 14), geometry.Crop(28, 28, null));
        Assert.Equal((0, 0, 28, 28), geometry.Crop(28, 28, 2));

        // 52 x 36 with 14 a side: an upscaler that cuts its margins triples it; twofold would be possible only with another cut an axis.
        Assert.Equal((0, 0, 156, 108), new ImageGeometry(52, 36, 14, 14, 14).Crop(156, 108, null));
        Assert.Equal((0, 0, 108, 108), new ImageGeometry(36, 36, 14, 14, 14).Crop(108, 108, null));
        Assert.Equal((0, 0, 150, 102), new ImageGeometry(50, 34, 14, 16, 16).Crop(156, 108, null));
    }

    [Fact]
    public void A_margin_that_cannot_be_undone_is_an_error_naming_the_option()
    {
        Assert.Equal("--image pad: cannot be undone: the output of 57x40 is no whole enlargement of the 100x80 picture with its margin",
            Assert.Throws<ImageOptionException>(() => new ImageGeometry(100, 80, 4, 4, 4).Crop(57, 40, null)).Message);
        Assert.Contains("--image multiple: cannot be undone: the output of 100x96 is no 3-fold enlargement",
            Assert.Throws<ImageOptionException>(() => new ImageGeometry(100, 80, 0, 28, 16).Crop(100, 96, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_pictures_make_a_batch()
    {
        (HostTensor a, HostTensor b) = (Picture(1, 3, 2, 2), HostTensor.Of(new Shape(1, 3, 2, 2), new float[12]));
        TensorAssert.BitwiseEqual(TensorBatch.Join([a, b]), ImageTransform.Prepare([a, b], ImageOptions.Default).Input);
    }

    [Fact]
    public void Pictures_that_differ_are_refused_with_the_option_that_helps()
    {
        HostTensor picture = Picture(1, 3, 4, 4);
        Assert.Equal("--image resize: picture 2 is 5x4, the first is 4x4; resize=WxH makes them alike",
            Assert.Throws<ImageOptionException>(() => ImageTransform.Prepare([picture, Picture(1, 3, 4, 5)], ImageOptions.Default)).Message);
        Assert.Equal("--image channels: picture 2 has 1 channels, the first has 3; channels=rgb makes them alike",
            Assert.Throws<ImageOptionException>(() => ImageTransform.Prepare([picture, Picture(1, 1, 4, 4)], ImageOptions.Default)).Message);
        Assert.Equal(new Shape(2, 3, 6, 7), ImageTransform.Prepare([picture, Picture(1, 1, 9, 5)], ImageOptions.Parse("channels=rgb,resize=7x6").Options).Input.Shape);
    }

    [Fact]
    public void Enlarging_interpolates_between_pixel_centres()
    {
        HostTensor row = HostTensor.Of(new Shape(1, 1, 1, 2), 0, 1);
        TensorAssert.Close(HostTensor.Of(new Shape(1, 1, 1, 4), 0f, 0.25f, 0.75f, 1f), Prepare(row, "resize=4x1"), Rounding);
        HostTensor square = HostTensor.Of(new Shape(1, 1, 2, 2), 0, 1, 2, 3);
        Assert.Equal(new Shape(1, 1, 3, 2), Prepare(square, "resize=2x3").Shape);
        TensorAssert.Close(HostTensor.Of(new Shape(1, 1, 3, 2), 0f, 1f, 1f, 2f, 2f, 3f), Prepare(square, "resize=2x3"), Rounding);
    }

    [Fact]
    public void Reducing_takes_every_pixel_into_account()
    {
        // Halving: centres 0.5 and 2.5, triangle of reach 2 → weights 3 3 1 over the three pixels in reach.
        HostTensor row = HostTensor.Of(new Shape(1, 1, 1, 4), 1, 0, 0, 0);
        TensorAssert.Close(HostTensor.Of(new Shape(1, 1, 1, 2), 3 / 7f, 0f), Prepare(row, "resize=2x1"), Rounding);
        HostTensor flat = HostTensor.Of(new Shape(1, 1, 7, 9), [.. Enumerable.Repeat(0.4f, 63)]);
        Assert.All(Prepare(flat, "resize=2x3").ToFloats(), value => Assert.Equal(0.4f, value, 6));
    }

    [Theory]
    [InlineData("", 1, 3, 4, 5, "1x3x4x5", null)]
    [InlineData("", 1, 3, 4, 5, "Nx3xHxW", null)]
    [InlineData("", 1, 3, 4, 5, "Nx4x5x3", "layout: the model takes [N,4,5,3], the picture is [1,3,4,5]; layout=nhwc fits")]
    [InlineData("layout=nhwc", 1, 3, 4, 5, "Nx3x4x5", "layout: the model takes [N,3,4,5], the picture is [1,4,5,3]; layout=nchw fits")]
    [InlineData("", 1, 4, 4, 5, "Nx3xHxW", "channels: the model takes [N,3,H,W], the picture is [1,4,4,5]; channels=rgb fits")]
    [InlineData("", 1, 3, 4, 5, "Nx7xHxW", "channels: the model takes [N,7,H,W], the picture is [1,3,4,5]")]
    [InlineData("pad=edge:2", 1, 3, 4, 5, "Nx3x32x64", "resize: the model takes [N,3,32,64], the picture is [1,3,8,9]; resize=60x28 fits")]
    [InlineData("", 2, 3, 4, 5, "1x3x4x5", "NAME=OPTION,…: the model takes [1,3,4,5], the picture is [2,3,4,5]: the number of pictures differs")]
    [InlineData("", 1, 3, 4, 5, "1x16", "NAME=OPTION,…: the model takes [1,16], the picture is [1,3,4,5]: the model takes no picture here")]
    public void A_picture_that_does_not_fit_is_an_error_naming_the_option_that_helps(string options, int count, int channels, int height, int width, string expected, string? message)
    {
        ImageOptions parsed = options.Length == 0 ? ImageOptions.Default : ImageOptions.Parse(options).Options;
        Shape prepared = ImageTransform.Prepare([Picture(count, channels, height, width)], parsed).Input.Shape;
        SymbolicShape shape = new([.. expected.Split('x').Select(IntExpr.Parse)]);
        if (message is null) ImageFit.Check(shape, prepared, parsed);
        else Assert.Equal("--image " + message, Assert.Throws<ImageOptionException>(() => ImageFit.Check(shape, prepared, parsed)).Message);
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Contains("f32[3] is no picture", Assert.Throws<ImageOptionException>(() => Prepare(HostTensor.Of(new Shape(3), 1, 2, 3), "layout=nhwc")).Message, StringComparison.Ordinal);
        Assert.Contains("f32[3] is no picture", Assert.Throws<ImageOptionException>(() => ImageTransform.Finish(HostTensor.Of(new Shape(3), 1, 2, 3), default, ImageOptions.Default)).Message, StringComparison.Ordinal);
    }

    private static HostTensor Prepare(HostTensor picture, string options) => ImageTransform.Prepare([picture], ImageOptions.Parse(options).Options).Input;

    /// <summary>Through a model that changes nothing.</summary>
    private static HostTensor Through(HostTensor picture, string text)
    {
        ImageOptions options = ImageOptions.Parse(text).Options;
        PreparedImages prepared = ImageTransform.Prepare([picture], options);
        return ImageTransform.Finish(prepared.Input, prepared.Geometry, options);
    }

    private static HostTensor Picture(int count, int channels, int height, int width)
    {
        Random random = new(count + (channels * 10) + (height * 100) + width);
        return HostTensor.Of(new Shape(count, channels, height, width), [.. Enumerable.Range(0, count * channels * height * width).Select(_ => random.NextSingle())]);
    }
}
