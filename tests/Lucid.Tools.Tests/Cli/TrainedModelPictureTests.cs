using System.Globalization;

using Lucid.Cli;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>Trained models turn a picture into a picture, at sizes that no sample has; the model of a fixed size, channels last, at its own.</summary>
public sealed class TrainedModelPictureTests
{
    private static readonly string Scene = RepositoryRoot.Combine("examples/scene_reference.png");

    public static TheoryData<string> Devices => ["reference", .. DeviceMatrix.All.Take(1)];

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(Devices))]
    public void Two_upscalers_enlarge_a_picture(string device)
    {
        using TemporaryFolder folder = new();
        // 52 x 36 pixels of the scene: the lighthouse.
        HostTensor picture = Part(TensorFiles.ReadSingle(Scene).Tensor, left: 250, top: 40, width: 52, height: 36);
        TensorFiles.Write(folder.File("small.png"), [new NamedTensor("", picture)]);
        foreach ((string model, int factor, string options) in ((string, int, string)[])[("waifu2x_upconv7", 2, "pad=edge:7"), ("realcugan_up3x", 3, "multiple=4,pad=reflect:14")])
        {
            HostTensor large = Run(folder, model, folder.File("small.png"), options, device);
            Assert.Equal(new Shape(1, 3, 36 * factor, 52 * factor), large.Shape);
            // The means of its blocks are the picture again, but for what sharpening adds.
            (double[] before, double[] after) = (picture.ToDoubles(), Blocks(large, factor));
            double difference = before.Zip(after, (x, y) => Math.Abs(x - y)).Average();
            double contrast = before.Select(x => Math.Abs(x - before.Average())).Average();
            Assert.True(difference < 0.1 * contrast, string.Create(CultureInfo.InvariantCulture, $"{model}: {difference} of {contrast}"));
        }
    }

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(Devices))]
    public void The_detector_finds_the_title(string device)
    {
        using TemporaryFolder folder = new();
        // The upper half of the small scene: its title stands in x 10 to 85, y 10 to 28 of 160 x 60 pixels.
        HostTensor picture = Part(TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/scene_lowres.png")).Tensor, left: 0, top: 0, width: 160, height: 60);
        TensorFiles.Write(folder.File("title.png"), [new NamedTensor("", picture)]);
        HostTensor found = Run(folder, "ppocrv4_det", folder.File("title.png"), "mean=0.485/0.456/0.406,std=0.229/0.224/0.225,multiple=32", device);
        Assert.Equal(new Shape(1, 1, 60, 160), found.Shape);
        Assert.True(Part(found, 30, 16, 30, 6).ToDoubles().Average() > 0.8, "the title");
        Assert.True(Part(found, 110, 0, 50, 60).ToDoubles().Average() < 0.05, "the sky");
    }

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(Devices))]
    public void The_segmentation_finds_the_person(string device)
    {
        using TemporaryFolder folder = new();
        // Channels last in the sample, a picture has them first.
        HostTensor sample = TensorFiles.ReadSingle(Path.Combine(Resources.TrainedModels!, "mediapipe_selfie/figure_256/input_0.npy")).Tensor;
        double[] last = sample.ToDoubles();
        double[] first = [.. Enumerable.Range(0, last.Length).Select(i => last[(i % 65536 * 3) + (i / 65536)])];
        TensorFiles.Write(folder.File("person.png"), [new NamedTensor("", HostTensor.FromDoubles(ElementType.F32, new Shape(1, 3, 256, 256), first))]);
        HostTensor mask = Run(folder, "mediapipe_selfie", folder.File("person.png"), "layout=nhwc", device);
        Assert.Equal(new Shape(1, 1, 256, 256), mask.Shape);
        Assert.True(Part(mask, 100, 80, 56, 160).ToDoubles().Average() > 0.95, "the person");
        Assert.True(Part(mask, 0, 0, 60, 150).ToDoubles().Average() < 0.02, "the wall");
    }

    private static HostTensor Run(TemporaryFolder folder, string model, string picture, string options, string device)
    {
        string output = folder.File(model + ".png");
        CommandRun.Of("run", Path.Combine(Resources.TrainedModels!, model, "model.onnx"), "--input", picture, "--image", options, "--output", output, "--device", device).Expect(ExitCode.Done);
        return TensorFiles.ReadSingle(output).Tensor;
    }

    private static HostTensor Part(HostTensor picture, int left, int top, int width, int height)
    {
        double[] all = picture.ToDoubles();
        (long channels, long rows, long columns) = (picture.Shape[1], picture.Shape[2], picture.Shape[3]);
        double[] part = [.. from c in Enumerable.Range(0, (int)channels) from y in Enumerable.Range(top, height) from x in Enumerable.Range(left, width)
                            select all[(((c * rows) + y) * columns) + x]];
        return HostTensor.FromDoubles(ElementType.F32, new Shape(1, channels, height, width), part);
    }

    private static double[] Blocks(HostTensor picture, int size)
    {
        double[] all = picture.ToDoubles();
        (int channels, int rows, int columns) = ((int)picture.Shape[1], (int)picture.Shape[2] / size, (int)picture.Shape[3] / size);
        double[] means = new double[channels * rows * columns];
        for (int i = 0; i < all.Length; i++)
        {
            (int c, int y, int x) = (i / (rows * columns * size * size), i / (columns * size) % (rows * size), i % (columns * size));
            means[(((c * rows) + (y / size)) * columns) + (x / size)] += all[i] / (size * size);
        }

        return means;
    }
}
