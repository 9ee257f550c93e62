using Lucid.Testing;
using Lucid.Tools.Tests.Cli;
using Lucid.Verification.Tests;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class TestFinderTests
{
    [Fact]
    public void Golden_models_are_found_in_order_with_their_data_sets()
    {
        VerificationTest[] tests = [.. TestFinder.Find(RepositoryRoot.Combine("tests/golden/models"))];
        Assert.Equal(14, tests.Length);
        Assert.Equal(tests.Select(test => test.Path).Order(StringComparer.Ordinal), tests.Select(test => test.Path));
        ModelTest dcgan = tests.OfType<ModelTest>().Single(test => test.Path.EndsWith("dcgan64", StringComparison.Ordinal));
        Assert.Equal(["io", "io_batch1", "io_batch5"], dcgan.DataSets.AsEnumerable());
        Assert.All(tests, test => Assert.Equal(ModelTestKind.GoldenModel, ((ModelTest)test).Kind));
    }

    [Fact]
    public void Examples_are_pairs_beside_their_model()
    {
        ModelTest[] tests = [.. TestFinder.Find(RepositoryRoot.Combine("examples")).Cast<ModelTest>()];
        Assert.Equal(["fsrcnn_x2", "glyph_vae"], tests.Select(test => Assert.Single(test.DataSets)));
        Assert.All(tests, test => Assert.Equal(ModelTestKind.TrainedModel, test.Kind));
    }

    [Fact]
    public void Operator_cases_and_documented_shapes_are_found_by_their_names()
    {
        VerificationTest[] tests = [.. TestFinder.Find(RepositoryRoot.Combine("tests/golden/ops"))];
        Assert.Equal([typeof(OperatorTest), typeof(ShapeTest)], tests.Select(test => test.GetType()));
        Assert.Equal((227, 15), (tests[0].DataSets.Length, tests[1].DataSets.Length));
    }

    [Fact]
    public void Tests_of_the_node_suite_are_known_by_their_index_and_others_are_not()
    {
        string folder = RepositoryRoot.Combine("tests/golden/convtranspose-extra");
        Assert.All(TestFinder.Find(folder), test => Assert.Equal(ModelTestKind.OnnxNode, ((ModelTest)test).Kind));
        using TemporaryFolder copy = new();
        string source = Directory.GetDirectories(folder)[0];
        string data = copy.Folder("mine/test_data_set_0");
        File.Copy(Path.Combine(source, "model.onnx"), copy.File("mine/model.onnx"));
        foreach (string file in Directory.GetFiles(Path.Combine(source, "test_data_set_0"))) File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        ModelTest mine = (ModelTest)Assert.Single(TestFinder.Find(copy.Path));
        Assert.Equal((ModelTestKind.OnnxTestFolder, copy.File("mine")), (mine.Kind, mine.Path));
    }

    [FactNeeding(Resource.TrainedModels)]
    public void Trained_models_have_case_folders_with_probes()
    {
        ModelTest test = (ModelTest)Assert.Single(TestFinder.Find(Path.Combine(Resources.TrainedModels!, "ppocrv4_det")));
        Assert.Equal(["batch2_64x128", "crop_64x96", "text_192x320"], test.DataSets.AsEnumerable());
        Assert.Equal(ModelTestKind.TrainedModel, test.Kind);
    }

    [FactOnUnix]
    public void A_link_to_a_folder_above_does_not_loop()
    {
        using TemporaryFolder folder = new();
        Directory.CreateSymbolicLink(Path.Combine(folder.Folder("a/b"), "up"), folder.Path);
        Assert.Empty(TestFinder.Find(folder.Path));
    }

    [Fact]
    public void A_folder_with_a_model_and_no_data_is_no_test()
    {
        using TemporaryFolder folder = new();
        File.Copy(RepositoryRoot.Combine("examples/glyph_vae.onnx"), folder.File("model.onnx"));
        Assert.Empty(TestFinder.Find(folder.Path));
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("{}", "field 'cases'")]
    [InlineData("""{"cases": [{"id": 7}]}""", "field 'cases[0].")]
    [InlineData("""{"cases": [], "invalid": [{"name": "a", "input_shape": [1, -1], "weight_shape": [1, 1, 1], "stride": [1], "padding": [0], "dilation": [1], "groups": 1, "torch_accepts": true}]}""", "field 'invalid[0].input_shape'")]
    public void A_damaged_list_of_cases_names_the_field(string json, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("cases.json"), json);
        TestFormatException fault = Assert.Throws<TestFormatException>(() => TestFinder.Find(folder.Path));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder.File("cases.json"), fault.Message, StringComparison.Ordinal);
    }
}
