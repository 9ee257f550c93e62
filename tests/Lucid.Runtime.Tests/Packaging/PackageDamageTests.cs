using System.Text;
using System.Text.Json.Nodes;

using Lucid.Packaging;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>Every fault of a file gives one message that says where and what.</summary>
public sealed class PackageDamageTests
{
    [Fact]
    public void A_file_that_is_taken_apart_and_put_together_reads()
    {
        using OpenPackage open = PackageReader.Parse(new RawPackage().ToBytes());
        open.VerifyDigests();
        Assert.Equal(SamplePackage.Static.Program, open.Package.Program);
    }

    [Fact]
    public void A_newer_minor_version_reads_and_its_additions_are_ignored()
    {
        RawPackage raw = Version("1.7");
        raw.Program["later"] = new JsonObject { ["a"] = 1 };
        raw.Program["main"]![0]!["later"] = 1;
        raw.Document["later"] = "x";
        raw.Metadata["later"] = "x";
        AddTensor(raw, "lucid.later/x");
        using OpenPackage open = PackageReader.Parse(raw.ToBytes());
        open.VerifyDigests();
        Assert.Equal(SamplePackage.Static.Program, open.Package.Program);
        Assert.Equal(new FormatVersion(1, 7), open.Version);
    }

    [Theory]
    [InlineData("features", "\"laterFeature\"")]
    [InlineData("requires", "\"device.laterLimit<7\"")]
    [InlineData("bindings", """{"binding":4,"kind":"image","access":"read","buffer":0,"byteOffset":"0","byteSize":"16","elementBytes":16}""")]
    [InlineData("splits", """{"axis":"tap","steps":"1","strides":["0","0","0"],"leads":["0","0","0"],"overlaps":["0","0","0"]}""")]
    public void A_newer_minor_version_loses_the_candidates_that_need_something_unknown(string list, string entry)
    {
        RawPackage raw = Version("1.7");
        raw.Candidate[list]!.AsArray().Add(JsonNode.Parse(entry));
        using OpenPackage open = PackageReader.Parse(raw.ToBytes());
        Assert.Equal(SamplePackage.Static.Program.Main[0].Candidates[1], Assert.Single(open.Package.Program.Main[0].Candidates));
        AssertRefused(Changed(raw, old => old.Metadata["lucid.format"] = (string)(old.Document["format"] = "1.1")!), "$.program.main[0].candidates[0]." + list);
    }

    [Fact]
    public void A_newer_major_version_is_refused_naming_both()
    {
        PackageFormatException error = Refused(Version("2.0"));
        Assert.Equal(
            "p: byte 0: format 2.0 (written by compiler 0.1.0-test) is not read by this version of Lucid, which reads format 1.x and writes 1.3", error.Message);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.00")]
    [InlineData("-1.0")]
    [InlineData("1.0.0")]
    [InlineData("1.99999")]
    [InlineData("")]
    public void A_version_that_is_none_is_refused(string text) =>
        AssertRefused(Version(text), $"'{text}' is no format version; expected MAJOR.MINOR");

    public static TheoryData<string, string> Damages => new()
    {
        { "no format", "byte 0: a safetensors file, but no package: it has no metadata lucid.format" },
        { "no program", "byte 0: the package has no tensor lucid.program" },
        { "no program digest", "byte 0: the metadata have no lucid.program.sha256" },
        { "other compiler", "lucid.program $.compiler: '0.1.0-test', but the metadata lucid.compiler say 'other'" },
        { "other format", "lucid.program $.format: '1.1', but the metadata lucid.format say '1.2'" },
        { "program of another type", "lucid.program is i8[" },
        { "not aligned", "tensor 'lucid.program' does not begin at a multiple of 64 bytes" },
        { "unlisted tensor", "tensor 'more' is not in the program's list" },
        { "missing tensor", "lucid.program $.tensors[10]: tensor 'lucid.golden/seeded/value.conv1 out' of f32[1,8,1,1] is listed, the file has none" },
        { "renamed tensor", "lucid.program $.tensors[6]: tensor 'conv1.weight' of f32[8,4,3,3] is listed, the file has 'conv2.weight' of f32[8,4,3,3]" },
        { "reshaped tensor", "lucid.program $.tensors[6]: tensor 'conv1.weight' of f32[8,4,3,3] is listed, the file has 'conv1.weight' of f32[8,4,9]" },
        { "unknown section", "'lucid.more' is no section of format 1.1" },
        { "constant escaped without need", "'lucid.constant/plain' is no section of format 1.1" },
        { "digest in capitals", "lucid.program $.tensors[0].sha256: 'ABCDEF" },
        { "null in the list", "lucid.program $.tensors[0]: null is no value here" },
        { "module of another type", "module 'pack' is u32[6]; expected i32 with one axis" },
        { "graph no text", "lucid.graph is no valid UTF-8" },
        { "golden key", "lucid.program lucid.golden/x: a golden tensor is called SET/input.NAME, SET/output.NAME or SET/value.NAME [P02]" },
        { "no json", "lucid.program $: no valid program" },
        { "json cut", "no valid program" },
        { "json null", "lucid.program $: null; expected an object" },
        { "json too deep", "no valid program" },
        { "json twice", "no valid program: Duplicate property 'compiler'" },
        { "field missing", "'main'" },
        { "number for text", "lucid.program $.program.name: no valid program" },
        { "half a pair", "no valid program" },
        { "unknown enumeration", "lucid.program $.program.buffers[0].kind: 'texture' is unknown; expected one of input, output, activation, constant, prepared, state, external" },
        { "unknown element", "lucid.program $.program.precision: 'F32' is no element type" },
        { "bad expression", "lucid.program $.program.buffers[1].byteSize: '4*(h', position 5: expected ')', found the end" },
        { "long expression", "lucid.program $.program.buffers[1].byteSize: an expression of 5000 characters is longer than 4096" },
        { "null in a list", "lucid.program $.program.main[0].candidates[0].groups[1]: null is no value here" },
        { "too many groups", "lucid.program $.program.main[0].candidates[0].groups: 4 entries; at most 3 are read" },
        { "two faults", "lucid.program $.program.inputs[0].buffer: 77 is no buffer; there are 5 [P04] (and 1 more)" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_package_is_refused(string damage, string message) => AssertRefused(Changed(new RawPackage(), raw => Apply(raw, damage)), message);

    [Fact]
    public void The_program_s_bytes_are_protected_when_the_package_is_opened()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        int at = Encoding.Latin1.GetString(bytes).IndexOf("\"two kernels\"", StringComparison.Ordinal);
        bytes[at + 1] ^= 1;
        PackageFormatException error = Assert.Throws<PackageFormatException>(() => PackageReader.Parse(bytes, "p"));
        Assert.StartsWith("p: byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains("the SHA-256 of lucid.program is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_constant_is_found_when_it_is_verified_and_not_before()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        int at = bytes.AsSpan().IndexOf(SamplePackage.Static.Constants["conv1.weight"].Bytes.Span);
        bytes[at + 7] ^= 0x10;
        using OpenPackage open = PackageReader.Parse(bytes, "p");
        open.VerifyModule("conv1");
        open.VerifyConstant("lucid.of the model");
        Assert.StartsWith($"p: byte {at}: the SHA-256 of tensor 'conv1.weight' is ", Assert.Throws<PackageFormatException>(() => open.VerifyConstant("conv1.weight")).Message, StringComparison.Ordinal);
        Assert.Throws<PackageFormatException>(open.VerifyDigests);
        Assert.Throws<KeyNotFoundException>(() => open.VerifyConstant("none"));
    }

    [Fact]
    public void Padding_that_is_not_zero_is_found()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        int end = bytes.AsSpan().IndexOf(SamplePackage.Module(2)) + 24;
        bytes[end + 3] = 1;
        using OpenPackage open = PackageReader.Parse(bytes, "p");
        Assert.Equal($"p: byte {end + 3}: padding 'lucid.pad.3' is not zero: the file is damaged", Assert.Throws<PackageFormatException>(open.VerifyDigests).Message);
    }

    [Fact]
    public void Faults_of_the_container_are_faults_of_the_package()
    {
        PackageFormatException error = Assert.Throws<PackageFormatException>(() => PackageReader.Parse(new byte[] { 1, 2, 3 }, "p"));
        Assert.Equal(("p: byte 3: the file has 3 bytes; a safetensors file has at least 8", 3L, null), (error.Message, error.ByteOffset, error.JsonPath));
    }

    [Fact]
    public void The_exception_carries_the_place()
    {
        PackageFormatException error = Refused(Changed(new RawPackage(), raw => Apply(raw, "bad expression")));
        Assert.Equal(("p", "$.program.buffers[1].byteSize"), (error.FileName, error.JsonPath));
        Assert.Equal(0, error.ByteOffset % 64);
    }

    [Fact]
    public void A_program_of_millions_of_values_is_refused_before_objects_are_made_of_them()
    {
        RawPackage raw = new() { ProgramBytes = Encoding.UTF8.GetBytes("{\"tensors\":[" + string.Concat(Enumerable.Repeat("0,", 4_200_000)) + "0]}") };
        byte[] bytes = raw.ToBytes();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        PackageFormatException error = Assert.Throws<PackageFormatException>(() => PackageReader.Parse(bytes, "p"));
        Assert.Contains("lucid.program $: more than 4194304 values", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1 << 20);
    }

    [Fact]
    public void Expressions_that_are_costly_to_read_are_bounded_together()
    {
        // Sums of quotients of products are the slowest to read; long names reach the cap.
        RawPackage raw = new();
        JsonArray guards = raw.Program["guards"]!.AsArray();
        IEnumerable<string> slow = Enumerable.Range(0, 60).Select(i => $"{i}+" + string.Join("+", Enumerable.Range(0, 80).Select(k => $"(h+w+{k + 1})*(h+w+N+{k + 2})//(N+{k + 3})")));
        IEnumerable<string> large = Enumerable.Range(0, 300).Select(i => "a" + new string('x', 4000) + $"{i}");
        foreach (string text in slow.Concat(large)) guards.Add(new JsonObject { ["condition"] = text, ["message"] = "", ["source"] = "" });

        var watch = System.Diagnostics.Stopwatch.StartNew();
        AssertRefused(raw, "the program's different expressions have more than 1048576 characters together");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    private static void Apply(RawPackage raw, string damage)
    {
        JsonObject program = raw.Program;
        switch (damage)
        {
            case "no format": raw.Metadata.Remove("lucid.format"); break;
            case "no program": Rename(raw, 0, "lucid.programme"); break;
            case "no program digest": raw.Metadata.Remove("lucid.program.sha256"); break;
            case "other compiler": raw.Metadata["lucid.compiler"] = "other"; break;
            case "other format": raw.Metadata["lucid.format"] = "1.2"; break;
            case "program of another type": raw.ProgramElement = ElementType.I8; break;
            case "not aligned": raw.Alignment = 8; break;
            case "unlisted tensor": raw.Tensors.Add(new("more", HostTensor.Of(new Shape(), 1f))); break;
            case "missing tensor": raw.Tensors.RemoveAt(raw.Tensors.Count - 1); break;
            case "renamed tensor": Rename(raw, Index(raw, "conv1.weight"), "conv2.weight"); break;
            case "reshaped tensor":
                int weight = Index(raw, "conv1.weight");
                raw.Tensors[weight] = new("conv1.weight", raw.Tensors[weight].Value.Reshape(new Shape(8, 4, 9)));
                break;
            case "unknown section": AddTensor(raw, "lucid.more"); break;
            case "constant escaped without need": AddTensor(raw, "lucid.constant/plain"); break;
            case "digest in capitals": raw.Document["tensors"]![0]!["sha256"] = "ABCDEF" + new string('0', 58); break;
            case "null in the list": raw.Document["tensors"]![0] = null; break;
            case "module of another type":
                int module = Index(raw, "lucid.module/pack");
                raw.Tensors[module] = new("lucid.module/pack", new HostTensor(ElementType.U32, new Shape(6), raw.Tensors[module].Value.Bytes));
                raw.Document["tensors"]![module - 1]!["type"] = "u32[6]";
                break;
            case "graph no text":
                raw.Tensors[1] = new("lucid.graph", new HostTensor(ElementType.U8, raw.Tensors[1].Value.Shape, raw.Tensors[1].Value.Bytes.ToArray().Select(_ => (byte)0xFF).ToArray()));
                break;
            case "golden key": AddTensor(raw, "lucid.golden/x"); break;
            case "no json": raw.ProgramBytes = [1, 2, 3]; break;
            case "json cut": raw.ProgramBytes = Encoding.UTF8.GetBytes(raw.Document.ToJsonString()[..^40]); break;
            case "json null": raw.ProgramBytes = "null"u8.ToArray(); break;
            case "json too deep": raw.ProgramBytes = Encoding.UTF8.GetBytes(new string('[', 40) + new string(']', 40)); break;
            case "json twice": raw.ProgramBytes = Encoding.UTF8.GetBytes("{\"compiler\":\"x\"," + raw.Document.ToJsonString()[1..]); break;
            case "field missing": program.Remove("main"); break;
            case "number for text": program["name"] = 5; break;
            case "half a pair": raw.ProgramBytes = Encoding.UTF8.GetBytes(raw.Document.ToJsonString().Replace("two kernels", "\\ud800", StringComparison.Ordinal)); break;
            case "unknown enumeration": program["buffers"]![0]!["kind"] = "texture"; break;
            case "unknown element": program["precision"] = "F32"; break;
            case "bad expression": program["buffers"]![1]!["byteSize"] = "4*(h"; break;
            case "long expression": program["buffers"]![1]!["byteSize"] = new string('h', 5000); break;
            case "null in a list": raw.Candidate["groups"]![1] = null; break;
            case "too many groups": raw.Candidate["groups"]!.AsArray().Add("1"); break;
            case "two faults": program["inputs"]![0]!["buffer"] = 77; program["outputs"]![0]!["buffer"] = -1; break;
            default: throw new ArgumentException(damage);
        }
    }

    private static RawPackage Version(string text) => Changed(new RawPackage(), raw => raw.Metadata["lucid.format"] = (string)(raw.Document["format"] = text)!);

    private static RawPackage Changed(RawPackage raw, Action<RawPackage> change)
    {
        change(raw);
        return raw;
    }

    private static int Index(RawPackage raw, string name) => raw.Tensors.FindIndex(pair => pair.Key == name);

    private static void Rename(RawPackage raw, int index, string name) => raw.Tensors[index] = new(name, raw.Tensors[index].Value);

    private static void AddTensor(RawPackage raw, string name)
    {
        raw.Tensors.Add(new(name, HostTensor.FromInt64s(ElementType.U8, new Shape(1), [7])));
        raw.Document["tensors"]!.AsArray().Add(new JsonObject
        {
            ["name"] = name,
            ["type"] = "u8[1]",
            ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([7])),
        });
    }

    private static PackageFormatException Refused(RawPackage raw) => Assert.Throws<PackageFormatException>(() => PackageReader.Parse(raw.ToBytes(), "p"));

    private static void AssertRefused(RawPackage raw, string message)
    {
        string found = Refused(raw).Message;
        Assert.True(found.Contains(message, StringComparison.Ordinal), found);
    }
}
