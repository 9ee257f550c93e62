using Lucid.Cli;
using Lucid.Files;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification.Goldens;
using Lucid.Verification.Goldens.Reports;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>Packages that prove themselves: <c>compile --golden</c> and <c>verify</c>.</summary>
public sealed class GoldenTests(ProvenPackages packages) : IClassFixture<ProvenPackages>
{
    [TheoryNeeding(Resource.Vulkan)]
    [InlineData("strict")]
    [InlineData("fast")]
    public void Random_goldens_hold_on_every_device_and_on_the_reference(string numerics)
    {
        CommandRun run = CommandRun.Of("verify", packages.Package(numerics), "--device", "all").Expect(ExitCode.Done);
        int devices = Lucid.Runtime.VulkanDevices.List().Count;
        Assert.EndsWith($"\n{2 * (devices + 1)} passed, 0 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
        Assert.Contains(numerics == "strict" ? "limit a  the same bits, by SHA-256" : "relative error ≤ 5E-05 (trained models, float32)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_sizes_of_random_goldens_are_small_and_said()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", "random:2").Expect(ExitCode.Done);
        Assert.Contains("golden random-1 at N=1, h=14, w=16", run.Error, StringComparison.Ordinal);
        Assert.Contains("golden random-2 at N=2, h=18, w=20", run.Error, StringComparison.Ordinal);
        run = CommandRun.Of("compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", "random:3", "--golden-shape", "x=2x3x5x6", "--golden-shape", "N=1,h=7,w=4").Expect(ExitCode.Done);
        Assert.Contains("golden random-1 at N=2, h=5, w=6", run.Error, StringComparison.Ordinal);
        Assert.Contains("golden random-2 at N=1, h=7, w=4", run.Error, StringComparison.Ordinal);
        Assert.Contains("golden random-3 at N=2, h=5, w=6", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_and_hashes_cost_the_package_next_to_nothing()
    {
        using OpenPackage package = PackageReader.Open(packages.Package("strict"));
        Assert.Empty(package.Package.Goldens);
        GoldenSet set = package.Package.Proof!.Sets[0];
        Assert.Equal(1, set.Inputs[0].Seed);
        Assert.All(set.Outputs, output => Assert.NotNull(output.Sha256));
        Assert.NotEmpty(set.Values);
        Assert.Contains("goldens  2 sets, ", CommandRun.Of("inspect", packages.Package("strict")).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_give_the_inputs_and_what_they_say_of_outputs_must_be_true()
    {
        using TemporaryFolder folder = new();
        HostTensor x = SeededNumbers.Of(3, "x", ElementType.F32, new Shape(1, 3, 5, 6));
        TensorFiles.Write(folder.File("x.npy"), [new NamedTensor("", x)]);
        CommandRun.Of("run", packages.Source, "--init-weights", "1", "--input", folder.File("x.npy"), "--output", folder.File("y.npy"), "--device", "reference").Expect(ExitCode.Done);
        HostTensor y = TensorFiles.ReadSingle(folder.File("y.npy")).Tensor;
        TensorFiles.Write(folder.File("pair.safetensors"), [new NamedTensor("input.x", x), new NamedTensor("output.y", y)]);
        TensorFiles.Write(folder.File("wrong.safetensors"), [new NamedTensor("input.x", x), new NamedTensor("output.y", y.WithElement(1, 9))]);
        string sets = folder.Folder("sets");
        TensorFiles.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(sets, "one")).FullName, "input_0.npy"), [new NamedTensor("", x)]);
        TensorFiles.Write(Path.Combine(sets, "one", "output_0.npy"), [new NamedTensor("", y)]);

        foreach ((string golden, string set) in new[] { (folder.File("x.npy"), "inputs"), ("x=" + folder.File("x.npy"), "inputs"), (folder.File("pair.safetensors"), "pair"), (sets, "one") })
        {
            foreach (string numerics in new[] { "strict", "fast" })
            {
                CommandRun.Of("compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", golden, "--numerics", numerics).Expect(ExitCode.Done);
                using (OpenPackage package = PackageReader.Open(folder.File("g.lvk"))) Assert.Equal(set, Assert.Single(package.Package.Proof!.Sets).Name);
                CommandRun.Of("verify", folder.File("g.lvk"), "--device", "reference").Expect(ExitCode.Done);
            }
        }

        // Strict: nothing but the contract's own bits is stored, so a contradiction shows at once. Fast: the file is believed, and verify tells.
        CommandRun.Of("compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", folder.File("wrong.safetensors"), "--numerics", "strict")
            .Refused(ExitCode.Model, "LUC4002: golden 'wrong': output 'y' as given is not what the model computes");
        CommandRun.Of("compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", folder.File("wrong.safetensors")).Expect(ExitCode.Done);
        CommandRun.Of("verify", folder.File("g.lvk"), "--device", "reference").Expect(ExitCode.Different);
    }

    [Fact]
    public void Wrong_goldens_are_refused_before_anything_is_written()
    {
        using TemporaryFolder folder = new();
        void Refused(ExitCode code, string message, params string[] options) =>
            CommandRun.Of(["compile", packages.Source, "--init-weights", "1", "-o", folder.File("g.lvk"), .. options]).Refused(code, message);
        Refused(ExitCode.Usage, "random:N with N from 1 to 256", "--golden", "random:0");
        Refused(ExitCode.Usage, "no such file or folder; random:N", "--golden", "nowhere.npy");
        Refused(ExitCode.Usage, "there is no --golden", "--golden-kernels");
        Refused(ExitCode.Usage, "sizes are for --golden random:N", "--golden-shape", "h=4");
        Refused(ExitCode.Model, "expected input_*.npy", "--golden", folder.Folder("empty"));
        TensorFiles.Write(folder.File("z.safetensors"), [new NamedTensor("input.z", HostTensor.Of(new Shape(1), 1))]);
        Refused(ExitCode.Model, "LUC4003: golden 'z': there are no data for input x", "--golden", folder.File("z.safetensors"));
        Assert.False(File.Exists(folder.File("g.lvk")));
    }

    /// <summary>Of channels that differ by roundings the index of the greatest is anybody's; of channels that differ by much it is not.</summary>
    [Fact]
    public void What_rounding_decides_is_not_expected_of_a_device()
    {
        using TemporaryFolder folder = new();
        string source = folder.File("greater.lucid");
        File.WriteAllText(source, """
            model greater(x: f32[1, 2, 64, 64]) {
                y = x -> mix: Conv2d(4, 3, padding=1) -> same: Conv2d(2, 1)
                output near = onnx.arg_reduce(cat([y, y + 1000.0 - 1000.0], dim=1), max=True, axis=1)
                output far = onnx.arg_reduce(cat([x, x + 100.0], dim=1), max=True, axis=1)
                output y
            }

            """);
        string[] compile = ["compile", source, "--init-weights", "1", "-o", folder.File("g.lvk"), "--golden", "random:1", "--golden-kernels", "--precision", "f16"];
        CommandRun run = CommandRun.Of(compile).Expect(ExitCode.Done);
        Assert.Contains("warning LUC4004: golden 'random-1': rounding decides output 'near', which is not compared", string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        using (OpenPackage package = PackageReader.Open(folder.File("g.lvk"))) Assert.Equal(["far", "y"], Assert.Single(package.Package.Proof!.Sets).Outputs.Select(output => output.Name));
        CommandRun.Of("verify", folder.File("g.lvk"), "--device", "all").Expect(ExitCode.Done);

        run = CommandRun.Of([.. compile, "--numerics", "strict"]).Expect(ExitCode.Done);
        Assert.DoesNotContain("LUC4004", run.Error, StringComparison.Ordinal);
        using (OpenPackage package = PackageReader.Open(folder.File("g.lvk"))) Assert.Equal(["near", "far", "y"], Assert.Single(package.Package.Proof!.Sets).Outputs.Select(output => output.Name));
    }

    public static TheoryData<string, string> DriversAndNumerics()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.All)
        {
            data.Add(driver, "strict");
            data.Add(driver, "fast");
        }

        return data;
    }

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DriversAndNumerics))]
    public void A_broken_kernel_is_caught_and_named(string driver, string numerics)
    {
        using TemporaryFolder folder = new();
        BrokenKernel.Break(packages.Package(numerics), folder.File("broken.lvk"), "up");
        CommandRun run = CommandRun.Of("verify", folder.File("broken.lvk"), "--device", driver, "-v").Expect(ExitCode.Different);
        Assert.Contains("the first kernel that is wrong is up+sigmoid, of up,", run.Out, StringComparison.Ordinal);
        Assert.Contains("candidate ", run.Out, StringComparison.Ordinal);
        Assert.Contains("its value b: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("elements ", run.Out, StringComparison.Ordinal);
        Assert.Contains("at [0,", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n0 passed, 2 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
        // The graph is intact: the reference has nothing to object to.
        CommandRun.Of("verify", folder.File("broken.lvk"), "--device", "reference").Expect(ExitCode.Done);
    }

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void A_corrupted_golden_is_told_from_a_wrong_device(string driver)
    {
        using TemporaryFolder folder = new();
        BrokenKernel.Change(packages.Package("strict"), folder.File("g.lvk"), BrokenKernel.WithWrongHash);
        foreach (string device in new[] { driver, "reference" })
        {
            CommandRun run = CommandRun.Of("verify", folder.File("g.lvk"), "--device", device, "-v").Expect(ExitCode.Different);
            Assert.Contains(device == "reference" ? "the golden is wrong, whatever devices give" : "the golden of y is wrong, not the device", run.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("kernel that is wrong is", run.Out, StringComparison.Ordinal);
            Assert.EndsWith("\n1 passed, 1 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
        }

        // The same of numbers.
        BrokenKernel.Change(packages.Package("fast"), folder.File("f.lvk"), package => package with { Goldens = package.Goldens.SetItem("random-1/output.y", package.Goldens["random-1/output.y"].WithElement(3, 50)) });
        Assert.Contains("the golden of y is wrong, not the device", CommandRun.Of("verify", folder.File("f.lvk"), "--device", driver, "-v").Expect(ExitCode.Different).Out, StringComparison.Ordinal);

        // A place of something that the graph does not have.
        BrokenKernel.Change(packages.Package("strict"), folder.File("p.lvk"), package => BrokenKernel.WithWrongHash(package with
        {
            Proof = package.Proof! with { Values = [package.Proof.Values[0] with { Value = "nothing" }, .. package.Proof.Values.Skip(1)] },
        }));
        Assert.Contains("'nothing' as f32, which is no such value of its graph", CommandRun.Of("verify", folder.File("p.lvk"), "--device", driver, "-v").Expect(ExitCode.Different).Out, StringComparison.Ordinal);

        // Changed without its digest, the file is damaged before anything runs.
        byte[] bytes = File.ReadAllBytes(packages.Package("strict"));
        int at = bytes.AsSpan().LastIndexOf("\"sha256\":\""u8) + 10; // behind the program, whose digests come first
        bytes[at] = (byte)(bytes[at] == 'a' ? 'b' : 'a');
        File.WriteAllBytes(folder.File("bad.lvk"), bytes);
        Assert.Contains("damaged", CommandRun.Of("verify", folder.File("bad.lvk"), "--device", driver).Expect(ExitCode.Different).Out, StringComparison.Ordinal);
    }

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void A_stripped_package_proves_itself_and_says_what_cannot_be_found(string driver)
    {
        using TemporaryFolder folder = new();
        BrokenKernel.Change(packages.Package("strict"), folder.File("s.lvk"), package => package with { GraphText = null });
        CommandRun.Of("verify", folder.File("s.lvk"), "--device", driver).Expect(ExitCode.Done);
        // Beside devices the reference is left out, alone it cannot do what was asked.
        Assert.EndsWith($"\n{2 * VulkanDevices.List().Count} passed, 0 failed, 2 skipped\n", CommandRun.Of("verify", folder.File("s.lvk"), "--device", "all").Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("compiled with --strip", CommandRun.Of("verify", folder.File("s.lvk"), "--device", "reference").Expect(ExitCode.Different).Out, StringComparison.Ordinal);
        BrokenKernel.Break(folder.File("s.lvk"), folder.File("b.lvk"), "up");
        Assert.Contains("compiled with --strip", CommandRun.Of("verify", folder.File("b.lvk"), "--device", driver, "-v").Expect(ExitCode.Different).Out, StringComparison.Ordinal);
    }

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DriversAndNumerics))]
    public void A_report_shows_the_failure_again_with_the_kernel_alone(string driver, string numerics)
    {
        using TemporaryFolder folder = new();
        // The first kernel, whose input is the model's; the second, whose input lies in blocks.
        bool isQuick = driver != "swiftshader"; // whose pipelines take seconds each
        foreach (string node in isQuick && numerics == "strict" ? new[] { "first", "up" } : ["up"])
        {
            string broken = folder.File(node + ".lvk"), reports = folder.File("reports-" + node), hidden = folder.File("hidden-" + node);
            BrokenKernel.Change(packages.Package(numerics), broken, package => BrokenKernel.Break(package with { Proof = package.Proof! with { Sets = [package.Proof.Sets[0]] } }, node));
            CommandRun run = CommandRun.Of("verify", broken, "--device", driver, "--report", reports, "-v").Expect(ExitCode.Different);
            Assert.Contains("the kernel alone; it fails as the package does", run.Out, StringComparison.Ordinal);
            string report = Path.Combine(reports, $"{node}-random-1-{Name(driver)}");
            Assert.Equal(["failure.lvk", "inputs.safetensors", "report.txt"], Directory.EnumerateFiles(report).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            string text = File.ReadAllText(Path.Combine(report, "report.txt"));
            foreach (string word in new[] { "data set   random-1", "driver     ", $", of {node},", "its value ", "To see it again: lucid verify failure.lvk --device" }) Assert.Contains(word, text, StringComparison.Ordinal);
            if (isQuick) CommandRun.Of("verify", Path.Combine(report, "failure.lvk"), "--device", driver).Expect(ExitCode.Different);
            using (OpenPackage cut = PackageReader.Open(Path.Combine(report, "failure.lvk"))) Assert.Equal(node, cut.Package.Program.Main[^1].Nodes[0]);

            run = CommandRun.Of("verify", broken, "--device", driver, "--report", hidden, "--anonymise", "-v").Expect(ExitCode.Different);
            Assert.Contains("with seeded numbers instead of the model's; it fails as the package does", run.Out, StringComparison.Ordinal);
            string anonymous = Path.Combine(hidden, $"{node}-random-1-{Name(driver)}");
            Assert.DoesNotContain("its value", File.ReadAllText(Path.Combine(anonymous, "report.txt")), StringComparison.Ordinal);
            if (isQuick) CommandRun.Of("verify", Path.Combine(anonymous, "failure.lvk"), "--device", driver).Expect(ExitCode.Different);
            using OpenPackage own = PackageReader.Open(broken), other = PackageReader.Open(Path.Combine(anonymous, "failure.lvk"));
            Assert.NotEmpty(other.Package.Constants);
            Assert.All(other.Package.Constants, constant => Assert.NotEqual(own.Package.Constants[constant.Key].Bytes.ToArray(), constant.Value.Bytes.ToArray()));
        }
    }

    /// <summary>What a report says must come out is right: without the fault its package passes.</summary>
    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DriversAndNumerics))]
    public void A_report_of_an_intact_kernel_passes(string driver, string numerics)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using OpenPackage open = PackageReader.Open(packages.Package(numerics));
        ModelPackage package = open.Package;
        GoldenSet set = package.Proof!.Sets[0];
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededNumbers.Of(1, "x", ElementType.F32, set.Inputs[0].Shape) };
        foreach (StoredValue value in package.Proof.Values)
        {
            foreach (bool anonymise in new[] { false, true })
            {
                KernelFault fault = new(new KernelReport(value.Kernel, "", "", 0, 1, 1), [], "", 1, [], value, "", device.Device.Info);
                FailureCase found = FailureCase.Of(package, fault, device.Device, inputs, set, anonymise, CancellationToken.None);
                Assert.False(found.StillFails, $"{value.Name}: {found.Found}");
                Assert.True(found.IsKernel, value.Name);
            }
        }

        // The same of all of it, which is what is left where no kernel is to blame.
        foreach (bool anonymise in new[] { false, true })
        {
            FailureCase whole = FailureCase.Of(package, null, device.Device, inputs, set, anonymise, CancellationToken.None);
            Assert.False(whole.StillFails || whole.IsKernel, whole.Found.ToString());
            Assert.Equal(anonymise, !whole.Package.Constants["first.weight"].Bytes.Span.SequenceEqual(package.Constants["first.weight"].Bytes.Span));
        }
    }

    [Fact]
    public void Anonymous_without_a_report_is_a_mistake() =>
        CommandRun.Of("verify", packages.Package("fast"), "--anonymise").Refused(ExitCode.Usage, "there is no --report DIR");

    private static string Name(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        return device.Device.Info.Name.Split(' ')[0];
    }
}
