using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime.Devices;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Sessions that prove themselves, with models whose first candidates are wrong.</summary>
public sealed class SessionVerifierTests
{
    // The devices that tests share remember findings, from run to run.
    private static readonly SessionOptions Afresh = new() { UsesFindings = false };

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Goldens_hold_by_hash_and_by_bound(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach (bool byHash in new[] { true, false })
        {
            using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[2], [2]], withKernels: true, byHash));
            using Session session = model.CreateSession(device.Device);
            GoldenReport report = session.Verify();
            Assert.True(report.Passes, report.ToString());
            Assert.Equal(("z", null), (Assert.Single(report.Findings).Name, report.FirstWrongKernel));
            Assert.StartsWith("all goldens hold on ", report.ToString(), StringComparison.Ordinal);
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_wrong_kernel_is_named(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach (bool byHash in new[] { true, false })
        {
            using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[2], [2], [3, 2], [2]], withKernels: true, byHash));
            using Session session = model.CreateSession(device.Device);
            GoldenReport report = session.Verify();
            Assert.False(report.Passes);
            Assert.Equal(["z", "v0", "v1", "v2", "v3"], report.Findings.Select(finding => finding.Name));
            Assert.Equal([false, true, true, false, false], report.Findings.Select(finding => finding.Passes));
            Assert.Equal(("k2", "x3", 0), (report.FirstWrongKernel!.Name, report.FirstWrongKernel.Variant, report.FirstWrongKernel.Candidate));
            Assert.Contains("seeded, kernel k2 (x3), value v2: ", report.ToString(), StringComparison.Ordinal);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void Values_are_read_before_others_take_their_place()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        ModelPackage package = ProvenModel.Package([[2], [2], [2], [2], [2], [2]], withKernels: false);
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device.Device);
        float[] x = SessionTests.Ramp(300, 1);
        IReadOnlyDictionary<string, HostTensor> stored = session.Observe(SessionTests.Named(("x", x)), package.Proof!.Values, out IReadOnlyDictionary<string, HostTensor> outputs);
        for (int k = 0; k < 6; k++) Assert.Equal(x.Select(number => number * (2 << k)), stored[$"v{k}"].ToFloats());
        Assert.Equal(stored["v5"].ToFloats(), outputs["z"].ToFloats());
        // Their places overlap: only two are alive at once.
        Assert.True(session.Explain(new Shape(300)).ArenaBytes < 5 * 1200);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_kernel_takes_its_next_candidates_until_the_goldens_hold(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[2, 2], [3, 5, 2, 2], [2], [7, 2]], withKernels: true));
        VerifiedSession verified = SessionVerifier.Create(model, device.Device, Afresh);
        using (verified.Session)
        {
            Assert.False(verified.First!.Passes);
            Assert.Equal([("k1", "x3"), ("k1", "x5"), ("k3", "x7")], verified.Refused.Select(one => (one.Kernel, one.Variant)));
            Assert.True(verified.Session.Verify().Passes);
            Assert.Equal(["x2", "x2", "x2", "x2"], Variants(verified.Session));
        }

        // What was found serves whoever keeps it.
        using Session later = model.CreateSession(device.Device, new SessionOptions { UsesFindings = false, Refused = verified.Refused });
        Assert.True(later.Verify().Passes);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void What_was_found_serves_later_processes_and_other_sessions(string driver)
    {
        using CacheFolder cache = new();
        ModelPackage package = ProvenModel.Package([[2, 2], [3, 5, 2, 2], [2], [7, 2]], withKernels: true), sound = ProvenModel.Package([[2, 2], [2]], withKernels: true);
        using CompiledModel model = CompiledModel.FromPackage(package), other = CompiledModel.FromPackage(sound);
        using (TestDevice device = DeviceMatrix.Use(driver, cache.Options))
        {
            VerifiedSession verified = SessionVerifier.Create(model, device.Device);
            verified.Session.Dispose();
            Assert.False(verified.First!.Passes);
            using Session plain = model.CreateSession(device.Device);
            Assert.Equal(["x2", "x2", "x2", "x2"], Variants(plain));
            VerifiedSession right = SessionVerifier.Create(other, device.Device);
            right.Session.Dispose();
            Assert.True(right.First!.Passes);
        }

        // Another process, as it were. The package comes from a file there.
        string path = Path.Combine(cache.Path, "m.lvk");
        PackageWriter.Write(path, package);
        using CompiledModel opened = CompiledModel.Open(path);
        using TestDevice later = DeviceMatrix.Use(driver, cache.Options);
        VerifiedSession known = SessionVerifier.Create(opened, later.Device), knownRight = SessionVerifier.Create(other, later.Device);
        using (known.Session)
        using (knownRight.Session)
        {
            Assert.Null(known.First);
            Assert.Equal([("k1", "x3"), ("k1", "x5"), ("k3", "x7")], known.Refused.Select(one => (one.Kernel, one.Variant)));
            Assert.True(known.Session.Verify().Passes);
            Assert.Equal((true, 0), (knownRight.First is null, knownRight.Refused.Count));
        }

        // As if nothing had been found.
        using Session afresh = model.CreateSession(later.Device, Afresh);
        Assert.Equal(["x2", "x3", "x2", "x7"], Variants(afresh));
    }

    [FactNeeding(Resource.Vulkan)]
    public void Where_other_candidates_would_run_the_goldens_are_run_again()
    {
        using CacheFolder cache = new();
        ModelPackage package = ProvenModel.Package([[2, 2, 3], [2, 5]], withKernels: true);
        using CompiledModel model = CompiledModel.FromPackage(package);
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], cache.Options);
        SessionVerifier.Create(model, device.Device).Session.Dispose();
        SessionOptions last = new() { CandidateFilter = (kernel, candidate) => candidate.Variant is not ("x2" or "x2'") || kernel.Name == "k1" };
        Assert.Throws<GoldenMismatchException>(() => SessionVerifier.Create(model, device.Device, last));
        SessionOptions second = new() { CandidateFilter = (kernel, candidate) => candidate.Variant != "x2" || kernel.Name == "k1" };
        VerifiedSession verified = SessionVerifier.Create(model, device.Device, second);
        verified.Session.Dispose();
        Assert.NotNull(verified.First);
    }

    [FactNeeding(Resource.Vulkan)]
    public void Findings_that_cannot_be_read_are_found_again()
    {
        using CacheFolder cache = new();
        using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[3, 2]], withKernels: true));
        foreach (string damage in new[] { "none yet", "a byte", "cut", "empty" })
        {
            if (damage != "none yet")
            {
                string file = Assert.Single(Directory.GetFiles(Path.Combine(cache.Path, "findings")));
                byte[] bytes = File.ReadAllBytes(file);
                bytes[^1] ^= 1;
                File.WriteAllBytes(file, damage == "a byte" ? bytes : damage == "cut" ? bytes[..^7] : []);
            }

            using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], cache.Options);
            VerifiedSession verified = SessionVerifier.Create(model, device.Device);
            verified.Session.Dispose();
            Assert.False(verified.First!.Passes);
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Without_goldens_of_kernels_the_wrong_candidates_are_searched(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[2, 2], [3, 2, 2], [2, 2], [2], [5, 7, 2], [2, 2]], withKernels: false));
        VerifiedSession verified = SessionVerifier.Create(model, device.Device, Afresh);
        using (verified.Session)
        {
            Assert.True(verified.Session.Verify().Passes);
            Assert.Equal([("k1", "x3"), ("k4", "x5"), ("k4", "x7")], verified.Refused.Select(one => (one.Kernel, one.Variant)).Order());
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void Where_nothing_is_right_the_device_is_refused_by_name()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        foreach (bool withKernels in new[] { true, false })
        {
            using CompiledModel model = CompiledModel.FromPackage(ProvenModel.Package([[2], [3, 5], [2, 2]], withKernels));
            GoldenMismatchException refused = Assert.Throws<GoldenMismatchException>(() => SessionVerifier.Create(model, device.Device, Afresh));
            Assert.Contains($"doubles does not give on {device.Device.Info}", refused.Message, StringComparison.Ordinal);
            Assert.Contains(withKernels ? "kernel k1 has no other candidate" : "with none of the candidates", refused.Message, StringComparison.Ordinal);
            Assert.False(refused.Report.Passes);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_package_without_goldens_gives_the_session_that_it_would_give_anyway()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        using CompiledModel model = SampleModels.Add().Model();
        VerifiedSession verified = SessionVerifier.Create(model, device.Device, Afresh);
        using (verified.Session) Assert.Equal((true, false, 0), (verified.First!.Passes, verified.First.HasGoldens, verified.Refused.Count));
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_damaged_golden_is_an_error_of_the_file()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lucid");
        try
        {
            string path = Path.Combine(folder.FullName, "m.lvk");
            PackageWriter.Write(path, ProvenModel.Package([[2]], withKernels: false, byHash: false));
            byte[] bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1; // goldens are at the end
            File.WriteAllBytes(path, bytes);
            using CompiledModel model = CompiledModel.Open(path);
            using Session session = model.CreateSession(device.Device);
            Assert.Contains("lucid.golden/seeded/output.z", Assert.Throws<PackageFormatException>(() => session.Verify()).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_value_beyond_its_buffer_is_the_programs_fault()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        ModelPackage package = ProvenModel.Package([[2]], withKernels: false);
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device.Device);
        foreach (StoredValue value in new[] { package.Proof!.Values[0] with { Offset = 1 }, package.Proof.Values[0] with { Strides = [-1] }, package.Proof.Values[0] with { Offset = long.MaxValue }, package.Proof.Values[0] with { Offset = IntExpr.Symbol("k") } })
            Assert.Throws<ProgramException>(() => session.Observe(SessionTests.Named(("x", SessionTests.Ramp(64, 1))), [value], out _));
    }

    [FactNeeding(Resource.Vulkan)]
    public void What_a_driver_is_known_to_get_wrong_is_never_chosen()
    {
        ModelPackage package = ProvenModel.Package([[3, 2], [2]], withKernels: false);
        string driver;
        using (TestDevice plain = DeviceMatrix.Use(DeviceMatrix.All[0])) driver = plain.Device.Info.DriverName;
        string module = package.Program.Main[0].Candidates[0].Module;
        KnownBadCandidates known = KnownBadCandidates.Parse(System.Text.Encoding.UTF8.GetBytes($$"""[{"driver": "{{driver}}", "module": "{{module}}", "variant": "x3", "reason": "it triples", "source": "a test"}]"""));
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], new VulkanDeviceOptions { KnownBad = known });
        using CompiledModel model = CompiledModel.FromPackage(package);
        using (Session session = model.CreateSession(device.Device)) Assert.True(session.Verify().Passes);
        using CompiledModel hopeless = CompiledModel.FromPackage(ProvenModel.Package([[3]], withKernels: false));
        DeviceLimitException refused = Assert.Throws<DeviceLimitException>(() =>
        {
            using Session session = hopeless.CreateSession(device.Device);
            session.Explain(new Shape(8));
        });
        Assert.Contains("x3: is known to be wrong on this driver: it triples", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"driver": "d", "module": "taps", "reason": "r", "source": "s"}]""", "d", "1.0", "taps_dense.0123", true)]
    [InlineData("""[{"driver": "d", "module": "taps", "reason": "r", "source": "s"}]""", "other", "1.0", "taps_dense.0123", false)]
    [InlineData("""[{"driver": "d", "module": "taps", "reason": "r", "source": "s"}]""", "d", "1.0", "pool.0123", false)]
    [InlineData("""[{"driver": "d", "module": "taps", "variant": "4x4", "reason": "r", "source": "s"}]""", "d", "1.0", "taps_dense.0123", false)]
    [InlineData("""[{"driver": "d", "versions": ["1.", "2.3"], "module": "taps", "reason": "r", "source": "s"}]""", "d", "1.0", "taps_dense.0123", true)]
    [InlineData("""[{"driver": "d", "versions": ["1.", "2.3"], "module": "taps", "reason": "r", "source": "s"}]""", "d", "2.4", "taps_dense.0123", false)]
    public void Known_bad_candidates_are_told_by_driver_version_module_and_variant(string json, string driver, string info, string module, bool isBad)
    {
        DeviceFacts facts = new() { Index = 0, Name = "device", Type = VulkanDeviceType.Other, ApiVersion = 0, DriverName = driver, DriverInfo = info };
        KernelCandidate candidate = new("8x8", module, [], [], [], "order", [], [], [1, 1, 1], []);
        Assert.Equal(isBad, KnownBadCandidates.Parse(System.Text.Encoding.UTF8.GetBytes(json)).For(facts).ReasonAgainst(candidate) is not null);
    }

    private static IEnumerable<string> Variants(Session session) => session.Explain(new Shape(8)).Kernels.Select(kernel => kernel.Variant);

    [Theory]
    [InlineData("""[{"driver": "d", "module": "m", "reason": "r"}]""")]
    [InlineData("""[{"driver": "d", "module": "m", "reason": "", "source": "s"}]""")]
    [InlineData("""[{"driver": "d", "module": "m", "reason": "r", "source": "s", "varaint": "4x4"}]""")]
    public void An_entry_without_reason_or_with_another_field_is_refused(string json) =>
        Assert.Throws<FormatException>(() => KnownBadCandidates.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_embedded_list_has_its_form_and_each_pair_once()
    {
        KnownBadCandidates known = KnownBadCandidates.Embedded;
        Assert.Equal(known.Entries.Length, known.Entries.Select(entry => (entry.Driver, string.Join(",", entry.Versions), entry.Module, entry.Variant)).Distinct().Count());
        Assert.All(known.Entries, entry => Assert.True(entry.Reason.Length > 10 && entry.Source.Length > 10, $"{entry.Driver}, {entry.Module}: a reason and a source that a reader can follow"));
    }

    private sealed class CacheFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("lucid-findings-").FullName;

        public VulkanDeviceOptions Options => new() { CacheDirectory = Path };

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
