using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using Lucid.Packaging;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Packaging;

public sealed class PackageRoundTripTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Samples => ["symbolic", "static", "halves"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_was_written_is_read_back(string name)
    {
        ModelPackage package = Sample(name);
        using OpenPackage open = PackageReader.Parse(SamplePackage.Write(package));
        open.VerifyDigests();
        Assert.Equal(package.Program, open.Package.Program);
        Assert.Equal(ProgramPrinter.Print(package), ProgramPrinter.Print(open.Package));
        Assert.Equal((package.GraphText, package.CompilerVersion), (open.Package.GraphText, open.Package.CompilerVersion));
        Assert.Equal(package.Modules.Keys, open.Package.Modules.Keys);
        Assert.All(package.Modules, module => Assert.Equal(module.Value.ToArray(), open.Package.Modules[module.Key].ToArray()));
        AssertSame(package.Constants, open.Package.Constants);
        AssertSame(package.Goldens, open.Package.Goldens);
        Assert.Equal(package.Proof, open.Package.Proof);
        Assert.Equal(package.Float32 is null ? FormatVersion.WithProof : FormatVersion.WithFloat32, open.Version);
    }

    [Fact]
    public void The_same_package_gives_the_same_bytes()
    {
        byte[] first = SamplePackage.Write(SamplePackage.Symbolic);
        using OpenPackage open = PackageReader.Parse(first);
        Assert.Equal(first, SamplePackage.Write(open.Package));
    }

    [Fact]
    public void The_order_of_the_dictionaries_does_not_matter()
    {
        ModelPackage package = SamplePackage.Symbolic;
        ModelPackage other = package with { Modules = package.Modules.WithComparers(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a))) };
        Assert.Equal("pack", other.Modules.Keys.ElementAt(0)[..4]);
        Assert.Equal(SamplePackage.Write(package), SamplePackage.Write(other));
    }

    [Fact]
    public void A_file_is_mapped_and_read()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lucid");
        try
        {
            string path = Path.Combine(folder.FullName, "model.lvk");
            PackageWriter.Write(path, SamplePackage.Static);
            using (OpenPackage open = PackageReader.Open(path))
            {
                open.VerifyDigests();
                open.VerifyConstant("conv1.weight");
                open.VerifyModule("pack");
                Assert.Equal((path, new FileInfo(path).Length), (open.FileName, open.Length));
                Assert.Equal(SamplePackage.Static.Program, open.Package.Program);
            }

            Assert.Equal("model.lvk", Assert.Single(folder.GetFiles()).Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_package_is_a_safetensors_file_with_every_tensor_aligned()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(SamplePackage.Write(SamplePackage.Symbolic));
        Assert.Equal(
            [
                "lucid.program", "lucid.pad.0", "lucid.graph", "lucid.pad.1", "lucid.goldens", "lucid.pad.2", "lucid.module/conv1", "lucid.pad.3", "lucid.module/conv1.texel", "lucid.pad.4",
                "lucid.module/greater1", "lucid.pad.5", "lucid.module/pack", "lucid.pad.6", "conv1.weight", "lucid.constant/lucid.of the model", "lucid.pad.7", "lucid.golden/sample/input.x",
                "lucid.pad.8", "lucid.golden/seeded/output.mask", "lucid.pad.9", "lucid.golden/seeded/value.conv1 out",
            ],
            file.Names);
        Assert.All(file.Entries.Where(entry => !entry.Name.StartsWith("lucid.pad.", StringComparison.Ordinal)), entry => Assert.Equal(0, entry.ByteOffset % 64));
        Assert.Equal(["lucid.compiler", "lucid.format", "lucid.program.sha256"], file.Metadata.Keys);
        Assert.Equal(("0.1.0-test", "1.1"), (file.Metadata["lucid.compiler"], file.Metadata["lucid.format"]));
        Assert.Equal(ElementType.I32, file["lucid.module/pack"].Element);
    }

    [Fact]
    public void A_candidate_with_a_feature_of_version_1_3_makes_the_package_of_that_version()
    {
        LoweredProgram program = SamplePackage.Static.Program;
        ProgramKernel kernel = program.Main[0];
        KernelCandidate first = kernel.Candidates[0] with { Features = [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupQuad] };
        ProgramKernel changed = kernel with { Candidates = [first, .. kernel.Candidates] };
        using OpenPackage open = PackageReader.Parse(SamplePackage.Write(SamplePackage.Static with { Program = program with { Main = [changed, .. program.Main.Skip(1)] } }));
        Assert.Equal(FormatVersion.WithMoreFeatures, open.Version);
        Assert.Equal(first, open.Package.Program.Main[0].Candidates[0]);
    }

    [Fact]
    public void The_float32_variant_shares_what_is_the_same_and_stores_the_rest_beside_it()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Halves);
        using SafetensorsFile file = SafetensorsFile.Parse(bytes);
        Assert.Equal(
            ["lucid.f32/program", "lucid.f32/module/pack", "lucid.f32/constant/conv1.weight"],
            file.Names.Where(name => name.StartsWith("lucid.f32/", StringComparison.Ordinal)));
        Assert.Equal("1.2", file.Metadata["lucid.format"]);
        using OpenPackage open = PackageReader.Parse(bytes);
        ModelPackage variant = open.Package.Float32!;
        Assert.Equal(SamplePackage.Static.Program, variant.Program);
        Assert.Equal(["conv1", "conv1.texel", "greater1", "pack"], variant.Modules.Keys);
        Assert.Equal(SamplePackage.Static.Modules["pack"].ToArray(), variant.Modules["pack"].ToArray());
        Assert.NotEqual(open.Package.Modules["pack"].ToArray(), variant.Modules["pack"].ToArray());
        Assert.Equal(["conv1.weight"], variant.Constants.Keys);
        Assert.Equal(bytes, SamplePackage.Write(open.Package));
        open.VerifyFloat32Module("pack");
        open.VerifyFloat32Module("conv1");
        open.VerifyFloat32Constant("conv1.weight");
    }

    [Fact]
    public void Damage_to_the_float32_variant_is_found()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Halves);
        Assert.Contains("the SHA-256 of tensor 'lucid.f32/program' is", Assert.Throws<PackageFormatException>(() => PackageReader.Parse(Flipped(bytes, "lucid.f32/program"))).Message, StringComparison.Ordinal);
        using (OpenPackage open = PackageReader.Parse(Flipped(bytes, "lucid.f32/constant/conv1.weight")))
        {
            open.VerifyConstant("conv1.weight");
            Assert.Contains("'lucid.f32/constant/conv1.weight'", Assert.Throws<PackageFormatException>(() => open.VerifyFloat32Constant("conv1.weight")).Message, StringComparison.Ordinal);
        }

        static byte[] Flipped(byte[] bytes, string tensor)
        {
            byte[] changed = [.. bytes];
            using SafetensorsFile file = SafetensorsFile.Parse(bytes);
            Assert.True(file.TryGetEntry(tensor, out SafetensorsEntry? entry));
            changed[entry.ByteOffset + entry.ByteLength - 1] ^= 1;
            return changed;
        }
    }

    [Fact]
    public void A_stripped_package_has_no_graph()
    {
        using OpenPackage open = PackageReader.Parse(SamplePackage.Write(SamplePackage.Symbolic with { GraphText = null }));
        Assert.Null(open.Package.GraphText);
    }

    [Fact]
    public void The_stored_document_is_the_golden_one()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(SamplePackage.Write(SamplePackage.Symbolic));
        JsonNode document = JsonNode.Parse(file["lucid.program"].Bytes.Span)!;
        Golden.Match("package/document/two_kernels", document.ToJsonString(Indented));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_printed_program_is_the_golden_one(string name) => Golden.Match($"package/program/two_kernels_{name}", ProgramPrinter.Print(Sample(name)));

    [Fact]
    public void The_bytes_are_the_golden_ones()
    {
        string path = RepositoryRoot.Combine("tests/golden/package/bytes/two_kernels.lvk");
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)), "the writer's bytes have changed; LUCID_BLESS=1 rewrites the golden file");
    }

    /// <summary>Files of earlier versions, kept for ever in compat/, must read and mean the same.</summary>
    [Fact]
    public void Every_kept_package_reads()
    {
        string folder = RepositoryRoot.Combine("tests/golden/package");
        string[] files = Directory.GetFiles(folder, "*.lvk", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            using OpenPackage open = PackageReader.Open(path);
            open.VerifyDigests();
            string name = Path.ChangeExtension(Path.GetRelativePath(folder, path), null).Replace(Path.DirectorySeparatorChar, '/');
            Golden.Match($"package/{name}", ProgramPrinter.Print(open.Package));
        }
    }

    private static ModelPackage Sample(string name) => name switch { "static" => SamplePackage.Static, "halves" => SamplePackage.Halves, _ => SamplePackage.Symbolic };

    private static void AssertSame(ImmutableSortedDictionary<string, HostTensor> expected, ImmutableSortedDictionary<string, HostTensor> got)
    {
        Assert.Equal(expected.Keys, got.Keys);
        foreach ((string name, HostTensor tensor) in expected)
        {
            Assert.Equal((tensor.Element, tensor.Shape), (got[name].Element, got[name].Shape));
            Assert.Equal(tensor.Bytes.ToArray(), got[name].Bytes.ToArray());
        }
    }
}
