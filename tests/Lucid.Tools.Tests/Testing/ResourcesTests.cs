using System.Text.Json;
using Lucid.Testing;
using Xunit;

namespace Lucid.Tools.Tests.Testing;

public sealed class ResourcesTests
{
    [Fact]
    public void What_is_absent_is_told_with_the_way_to_get_it()
    {
        Assert.All(Enum.GetValues<Resource>(), resource => Assert.NotEqual("", Resources.WhyAbsent(resource)));
        FactNeedingAttribute fact = new(Resource.TrainedModels);
        Assert.Equal(Resources.WhyAbsent(Resource.TrainedModels), fact.Skip);
        Assert.Null(new FactNeedingAttribute().Skip);
    }

    // Skipped, and so counted and printed, where the second driver cannot be had: then one driver alone has checked the kernels.
    [FactNeeding(Resource.SwiftShader)]
    public void The_second_driver_is_whole()
    {
        string icd = Resources.SwiftShaderIcd!;
        Assert.Contains("libvk_swiftshader.so", File.ReadAllText(icd), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(icd)!, "libvk_swiftshader.so")));
    }

    [FactNeeding(Resource.OnnxNodeTests)]
    public void The_selection_of_onnx_tests_is_all_there()
    {
        using JsonDocument index = JsonDocument.Parse(RepositoryRoot.ReadBytes("tests/golden/onnx-node/index.json"));
        string[] names = [.. index.RootElement.GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("test").GetString()!)];
        string[] others = [.. names.Where(name => !name.StartsWith("convtranspose-extra/", StringComparison.Ordinal))];
        Assert.InRange(others.Length, 100, 1000);
        Assert.All(others, name => Assert.True(File.Exists(Path.Combine(Resources.OnnxNodeTests!, name, "model.onnx")), name));
    }
}
