using Lucid.Compiler;
using Lucid.Conformance.Tests.Suites;
using Lucid.Files;
using Lucid.Import;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>Trained models of others, from the ONNX file, and one from a bare package, on every driver and on the interpreter.</summary>
public sealed class TrainedModelTests
{
    private const string Upscaler = "waifu2x_upconv7";
    private const string Detector = "ppocrv4_det";
    private static readonly string[] Names = ["mediapipe_selfie", Detector, "realcugan_up3x", Upscaler];

    public static TheoryData<string, string> ModelsOfRunners()
    {
        TheoryData<string, string> data = [];
        foreach (string runner in SuiteRun.Runners)
        {
            foreach (string model in Names) data.Add(runner, model);
        }

        return data;
    }

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(ModelsOfRunners))]
    public void Every_sample_is_within_the_ruler(string runner, string model)
    {
        IReadOnlyList<VerificationTest> tests = TestFinder.Find(Path.Combine(Resources.TrainedModels!, model));
        Assert.Equal(tests.Sum(test => test.DataSets.Length), SuiteRun.Check(runner, tests));
    }

    /// <summary>One model as floats and as halves; with <c>--full</c> others as halves.</summary>
    public static TheoryData<string, string, ElementType> PackagesOfDrivers()
    {
        TheoryData<string, string, ElementType> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            data.Add(driver, Upscaler, ElementType.F32);
            // The detector's ruler is a probe of the logit before its sigmoid, which a bare package does not give.
            foreach (string model in Resources.Full ? Names.Where(name => name != Detector) : [Upscaler]) data.Add(driver, model, ElementType.F16);
        }

        return data;
    }

    [TheoryNeeding(Resource.TrainedModels, Resource.Vulkan)]
    [MemberData(nameof(PackagesOfDrivers))]
    public void A_bare_package_in_a_test_folder_does_as_well(string driver, string model, ElementType precision)
    {
        string source = Path.Combine(Resources.TrainedModels!, model);
        string folder = Directory.CreateTempSubdirectory("lucid-trained-").FullName;
        try
        {
            PackageWriter.Write(Path.Combine(folder, "model.lvk"), ModelCompiler.Compile(
                OnnxImporter.Import(Path.Combine(source, "model.onnx")), new CompileOptions { Precision = precision }));
            foreach (string set in Directory.GetDirectories(source))
            {
                string copy = Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(set))).FullName;
                foreach (string file in Directory.GetFiles(set, "*put_*.npy")) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            using TestDevice device = DeviceMatrix.Use(driver);
            DeviceRunner runner = new(device.Device);
            AssertPasses(Verifier.Run(TestFinder.Find(folder), [runner], new VerificationOptions()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The detector's ruler is the logit before its sigmoid, which saturates.</summary>
    [TheoryNeeding(Resource.TrainedModels, Resource.Vulkan)]
    [MemberData(nameof(Drivers))]
    public void The_detector_as_halves_has_its_logits_within_the_limit_of_halves(string driver)
    {
        string folder = Path.Combine(Resources.TrainedModels!, Detector);
        using TestDevice device = DeviceMatrix.Use(driver);
        // The smallest; all of them with --full.
        foreach (string set in Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Where(set => Resources.Full || Path.GetFileName(set) == "crop_64x96"))
        {
            string logit = File.ReadLines(Path.Combine(set, "probes.txt")).Single(line => line.StartsWith("probe_2 = ", StringComparison.Ordinal)).Split(' ')[2];
            ModelPackage package = ModelCompiler.Compile(
                OnnxImporter.Import(Path.Combine(folder, "model.onnx"), new ImportOptions { ExtraOutputs = [logit] }), new CompileOptions { Precision = ElementType.F16 });
            HostTensor expected = TensorFiles.ReadSingle(Path.Combine(set, "probe_2.npy")).Tensor;
            HostTensor got = DeviceRun.Run(device.Device, package, new Dictionary<string, HostTensor> { ["x"] = TensorFiles.ReadSingle(Path.Combine(set, "input_0.npy")).Tensor })[logit];
            TensorAssert.Close(expected, got, ComparisonLimits.TrainedModel(true), Path.GetFileName(set));
        }
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    private static void AssertPasses(IEnumerable<VerificationRecord> records)
    {
        List<VerificationRecord> all = [.. records];
        Assert.NotEmpty(all);
        Assert.All(all, record => Assert.True(record.Result.Status == CheckStatus.Pass, $"{record.Test} {record.DataSet}: {record.Result.Message}"));
    }
}
