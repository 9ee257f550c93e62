using System.Text;
using System.Text.Json.Nodes;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>The document by which a package proves itself (spec/package-format.md, section 10).</summary>
public sealed class PackageGoldenTests
{
    [Fact]
    public void A_package_without_goldens_is_written_as_every_reader_knows_it()
    {
        using OpenPackage open = PackageReader.Parse(SamplePackage.Write(SamplePackage.Static with { Proof = null }));
        Assert.Equal((FormatVersion.First, null), (open.Version, open.Package.Proof));
    }

    [Fact]
    public void Version_1_0_has_no_goldens()
    {
        RawPackage raw = new();
        raw.Metadata["lucid.format"] = (string)(raw.Document["format"] = "1.0")!;
        AssertRefused(raw, "'lucid.goldens' is no section of format 1.0");
    }

    [Theory]
    [InlineData("sets[0].inputs[0].name", "y", "are y; the program's are x")]
    [InlineData("sets[0].outputs[0].name", "y", "are y; expected some of the program's in its order: mask")]
    [InlineData("sets[0].name", "a/b", "holds a slash")]
    [InlineData("sets[1].name", "sample", "'sample' appears twice")]
    [InlineData("sets[0].outputs[0].sha256", "abc", "'abc' is no SHA-256")]
    [InlineData("sets[0].outputs[0].sha256", null, "expected either sha256 or bound")]
    [InlineData("sets[0].inputs[0].shape[1]", -4, "an extent is negative")]
    [InlineData("sets[0].inputs[0].shape[1]", 5, "lucid.golden/sample/input.x is f32[1,4,1,1]; expected f32[1,5,1,1]")]
    [InlineData("sets[1].inputs[0].shape[1]", 4_000_000_000L, "of a seed; at most 268435456 elements are")]
    [InlineData("sets[1].inputs[0].seed", null, "there is no tensor lucid.golden/seeded/input.x")]
    [InlineData("sets[1].outputs[0].bound.relative", -1.5, "a bound of -1.5")]
    [InlineData("sets[1].outputs[0].bound.relative", null, "a bound without a number")]
    [InlineData("sets[1].values[0].name", "nothing", "'nothing' is none of the values")]
    [InlineData("values[0].kernel", "conv9", "'conv9' is no kernel of main")]
    [InlineData("values[0].buffer", 5, "5 is no buffer; there are 5")]
    [InlineData("values[0].element", "f64", "f64 is in no buffer")]
    [InlineData("values[0].offset", "1+", "values[0]")]
    [InlineData("values[1].name", "conv1 out", "'conv1 out' appears twice")]
    public void Goldens_that_do_not_fit_the_program_are_refused(string path, object? value, string message)
    {
        RawPackage raw = new();
        Set(raw.Goldens, path, value);
        AssertRefused(raw, message);
    }

    /// <summary>Outputs may be left out, but not all of them, and none stands twice.</summary>
    [Fact]
    public void Some_outputs_are_compared()
    {
        RawPackage raw = new();
        JsonArray outputs = raw.Goldens["sets"]![0]!["outputs"]!.AsArray();
        JsonNode only = outputs[0]!.DeepClone();
        outputs.Clear();
        AssertRefused(raw, "sets[0].outputs: are ; expected some of the program's in its order: mask");
        raw = new();
        raw.Goldens["sets"]![0]!["outputs"]!.AsArray().Add(only);
        AssertRefused(raw, "sets[0].outputs: are mask, mask; expected some of the program's in its order: mask");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    [InlineData("{\"sets\": [null], \"values\": []}")]
    public void What_is_no_document_is_refused(string json)
    {
        RawPackage raw = new();
        raw.SetGoldens(Encoding.UTF8.GetBytes(json));
        AssertRefused(raw, "goldens: $");
    }

    [Fact]
    public void A_changed_document_is_damage_before_it_is_read()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        int at = bytes.AsSpan().IndexOf("\"sha256\":\"aaaa"u8);
        bytes[at + 12] = (byte)'b';
        PackageFormatException refused = Assert.Throws<PackageFormatException>(() => PackageReader.Parse(bytes));
        Assert.Contains("the SHA-256 of tensor 'lucid.goldens' is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_tensor_is_checked_by_its_digest()
    {
        byte[] bytes = SamplePackage.Write(SamplePackage.Static);
        bytes[^1] ^= 1; // the last tensor is the largest key: seeded/value.conv1 out
        using OpenPackage open = PackageReader.Parse(bytes);
        open.VerifyGolden(GoldenKey.Output("seeded", "mask"));
        Assert.Throws<PackageFormatException>(() => open.VerifyGolden(GoldenKey.Value("seeded", "conv1 out")));
    }

    /// <summary>Written down, because they must be the same on every machine and in every version.</summary>
    [Fact]
    public void Seeded_numbers_have_the_bits_of_the_specification()
    {
        uint[] bits = SeededNumbers.Of(7, "x", ElementType.F32, new Shape(4)).As<uint>().ToArray();
        Assert.Equal(Expected.Floats, bits);
        Assert.Equal(Expected.Integers, SeededNumbers.Of(7, "x", ElementType.I64, new Shape(4)).As<long>().ToArray());
        Assert.Equal(Expected.Integers.Select(Math.Abs), SeededNumbers.Of(7, "x", ElementType.U8, new Shape(4)).ToInt64s());
        Assert.Equal(bits.Select(word => word >> 31 == 0 ? 1L : 0), SeededNumbers.Of(7, "x", ElementType.Bool, new Shape(4)).ToInt64s());
    }

    [Fact]
    public void Seeded_numbers_are_nearly_normal_and_differ_by_seed_and_name()
    {
        float[] numbers = SeededNumbers.Of(1, "x", ElementType.F32, new Shape(100, 100)).ToFloats();
        double mean = numbers.Average(), deviation = Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)));
        Assert.InRange(mean, -0.05, 0.05);
        Assert.InRange(deviation, 0.97, 1.03);
        Assert.NotEqual(numbers, SeededNumbers.Of(2, "x", ElementType.F32, new Shape(100, 100)).ToFloats());
        Assert.NotEqual(numbers, SeededNumbers.Of(1, "y", ElementType.F32, new Shape(100, 100)).ToFloats());
    }

    private static void AssertRefused(RawPackage raw, string message)
    {
        PackageFormatException refused = Assert.Throws<PackageFormatException>(() => PackageReader.Parse(raw.ToBytes()));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static void Set(JsonNode root, string path, object? value)
    {
        string[] steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        JsonNode at = root;
        foreach (string step in steps[..^1]) at = step[0] == '[' ? at[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        JsonNode? node = value switch { null => null, string text => JsonValue.Create(text), int number => JsonValue.Create(number), long number => JsonValue.Create(number), _ => JsonValue.Create((double)value) };
        if (steps[^1][0] == '[') at[int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = node;
        else at[steps[^1]] = node;
    }

    private static class Expected
    {
        public static readonly uint[] Floats = [0x3F5AA38F, 0x3E98DE31, 0x3F3ABCE4, 0x3ECEC3CA];
        public static readonly long[] Integers = [3, 1, 2, 1];
    }
}
