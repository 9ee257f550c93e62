using Lucid.Files;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Upscaler;
using Lucid.Verification;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>The sample project does what its page says.</summary>
public sealed class SampleTests
{
    [FactNeeding(Resource.Vulkan)]
    public void The_upscaler_gives_the_golden_picture()
    {
        ModelPackage package = Upscaling.Compile(RepositoryRoot.Combine("examples/fsrcnn_x2.safetensors"));
        HostTensor got = Upscaling.Run(package, Upscaling.Read(RepositoryRoot.Combine("examples/scene_lowres.png")));
        HostTensor golden = TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/fsrcnn_x2_output.npy")).Tensor;
        ComparisonResult result = Comparison.Compare(got, golden, ComparisonLimits.TrainedModel(false));
        Assert.True(result.Passed, result.Failure);

        using TemporaryFolder folder = new();
        Upscaling.Write(folder.File("large.png"), got);
        Assert.Equal(new Shape(1, 3, 240, 320), Upscaling.Read(folder.File("large.png")).Shape);
    }
}
