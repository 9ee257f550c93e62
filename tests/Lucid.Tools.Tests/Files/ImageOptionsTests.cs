using Lucid.Files.Images;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class ImageOptionsTests
{
    [Fact]
    public void Every_option_is_read_and_printed_back()
    {
        const string Text = "channels=bgr,resize=640x480,range=0..255,mean=123.5/117/104,std=58/57.5/57,pad=reflect:14,multiple=32,scale=2,layout=nhwc,output=range=-1..1";
        (string? name, ImageOptions options) = ImageOptions.Parse("image=" + Text);
        Assert.Equal("image", name);
        Assert.Equal(ImageChannels.Bgr, options.Channels);
        Assert.Equal((640, 480), options.Resize);
        Assert.Equal(new ValueRange(0, 255), options.Range);
        Assert.Equal([123.5, 117, 104], options.Mean);
        Assert.Equal([58, 57.5, 57], options.Std);
        Assert.Equal(new ImagePadding(PaddingMode.Reflect, 14), options.Pad);
        Assert.Equal(32, options.Multiple);
        Assert.Equal(2, options.Scale);
        Assert.True(options.ChannelsLast);
        Assert.Equal(new ValueRange(-1, 1), options.OutputRange);
        Assert.Equal(Text, options.ToString());
        Assert.Equal(options, ImageOptions.Parse(Text).Options);
    }

    [Theory]
    [InlineData("range=-1..1", null)]
    [InlineData("x=range=-1..1", "x")]
    [InlineData("range=layout=nhwc", "range")]
    [InlineData("output=range=0..255", null)]
    [InlineData("output=output=range=0..255", "output")]
    [InlineData("my/input.1:0=layout=nhwc", "my/input.1:0")]
    public void The_inputs_name_may_be_left_out(string text, string? name)
    {
        if (text == "output=output=range=0..255")
        {
            // `output` alone begins the option of that name; an input that is called so cannot be named here.
            Assert.Throws<ImageOptionException>(() => ImageOptions.Parse(text));
            return;
        }

        Assert.Equal(name, ImageOptions.Parse(text).InputName);
    }

    [Theory]
    [InlineData("x=rnage=0..1", "'rnage', at character 3: unknown; known are channels, layout, mean, multiple, output, pad, range, resize, scale, std")]
    [InlineData("x=layout=nhcw", "layout, at character 10: 'nhcw'; expected nchw or nhwc")]
    [InlineData("x=layout=nhwc,layout=nhwc", "layout, at character 15: stands twice")]
    [InlineData("x=range=0-1", "range, at character 9: '0-1'; expected two numbers as -1..1")]
    [InlineData("x=range=0..a", "range, at character 12: 'a' is no number")]
    [InlineData("x=range=1..1", "range, at character 9: '1..1' is empty; expected two different numbers")]
    [InlineData("x=mean=0.5/0.5", "mean, at character 8: 2 numbers in '0.5/0.5'; expected one, or one for each of 3 or 4 channels as 0.5/0.4/0.3")]
    [InlineData("x=mean=0.5/b/1", "mean, at character 12: 'b' is no number")]
    [InlineData("x=std=1/0/1", "std, at character 7: '1/0/1' divides by 0")]
    [InlineData("x=std=1e999", "std, at character 7: '1e999' is no number")]
    [InlineData("x=resize=640", "resize, at character 10: '640'; expected width and height as 640x480")]
    [InlineData("x=resize=0x480", "resize, at character 10: '0'; expected a whole number from 1 to 1048576")]
    [InlineData("x=pad=14", "pad, at character 7: '14'; expected reflect:N, edge:N or zero:N")]
    [InlineData("x=pad=edge:-1", "pad, at character 12: '-1'; expected a whole number from 0 to 1048576")]
    [InlineData("x=multiple=0", "multiple, at character 12: '0'; expected a whole number from 1 to 1048576")]
    [InlineData("x=output=layout=nhwc", "output, at character 10: 'layout=nhwc'; expected output=range=A..B")]
    [InlineData("x=channels=cmyk", "channels, at character 12: 'cmyk'; expected any, grey, rgb, bgr or rgba")]
    [InlineData("x=layout", "layout, at character 9: no value; expected layout=…")]
    [InlineData("x=range=0..1,", "an empty option, at character 14: unknown")]
    [InlineData("nothing", "NAME=OPTION,…, at character 1: 'nothing' holds no option")]
    [InlineData("=range=0..1", "NAME=OPTION,…, at character 1: the input's name is empty")]
    public void A_false_text_is_refused_with_option_and_place(string text, string message)
    {
        Assert.StartsWith("--image: " + message, Assert.Throws<ImageOptionException>(() => ImageOptions.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_texts_are_read_or_refused()
    {
        const int Seed = 20260106;
        const string Letters = "xrange=0..1,mean/pd:layoutnhwc-std,resize8multiple=output=channels=bgr9é%";
        Random random = new(Seed);
        for (int round = 0; round < 5000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                ImageOptions options = ImageOptions.Parse(text).Options;
                Assert.True(options == ImageOptions.Default || options == ImageOptions.Parse(options.ToString()).Options, text);
            }
            catch (ImageOptionException)
            {
                continue;
            }
        }
    }
}
