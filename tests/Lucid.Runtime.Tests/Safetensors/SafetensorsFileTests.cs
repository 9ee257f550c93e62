using System.Text;

using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Safetensors;

public sealed class SafetensorsFileTests
{
    private const string TwoTensors =
        """{"__metadata__":{"by":"hand"},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";

    [Fact]
    public void Names_come_in_the_order_of_the_bytes()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of(TwoTensors, 0, 0, 128, 63, 7, 9));
        Assert.Equal(["a", "b"], file.Names);
        Assert.Equal([1f], file["a"].ToFloats());
        Assert.Equal(new byte[] { 7, 9 }, file["b"].Bytes.ToArray());
        Assert.Equal("hand", file.Metadata["by"]);
    }

    [Fact]
    public void Entries_say_where_the_bytes_are()
    {
        byte[] bytes = RawFile.Of(TwoTensors, 0, 0, 128, 63, 7, 9);
        using SafetensorsFile file = SafetensorsFile.Parse(bytes);
        Assert.True(file.TryGetEntry("b", out SafetensorsEntry? entry));
        Assert.Equal(new SafetensorsEntry("b", ElementType.U8, new Shape(2), bytes.Length - 2, 2), entry);
    }

    [Fact]
    public void A_missing_name_is_no_tensor()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of("{}"), "empty");
        Assert.False(file.TryGet("x", out _));
        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => file["x"]);
        Assert.Equal("empty has no tensor 'x'", error.Message);
    }

    [Fact]
    public void Every_element_type_is_read_by_its_name()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            int size = type.ByteSize();
            string header = $$$"""{"x":{"dtype":"{{{type.Text().ToUpperInvariant()}}}","shape":[3],"data_offsets":[0,{{{3 * size}}}]}}""";
            using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of(header, new byte[3 * size]));
            Assert.Equal(type, file["x"].Element);
        }
    }

    [Fact]
    public void Scalars_and_empty_tensors_are_tensors()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of(
            """{"none":{"dtype":"F32","shape":[4611686018427387,4,0],"data_offsets":[8,8]},"one":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""",
            5, 0, 0, 0, 0, 0, 0, 0));
        Assert.Equal([5L], file["one"].ToInt64s());
        Assert.Equal(0, file["none"].Bytes.Length);
    }

    [Fact]
    public void Fields_the_format_does_not_know_are_ignored()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of("""{"x":{"dtype":"U8","more":{"a":[1]},"shape":[1],"data_offsets":[0,1]}}  """, 3));
        Assert.Equal([3L], file["x"].ToInt64s());
    }

    [Fact]
    public void Names_may_be_any_text()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(RawFile.Of("""{"größe \u00e4\ud83d\ude00\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3));
        Assert.Equal("größe ä\U0001F600\n", Assert.Single(file.Names));
    }

    public static TheoryData<string, string> DamagedHeaders => new()
    {
        { """["x"]""", "t: byte 8: the header does not begin with '{'" },
        { """ {}""", "t: byte 8: the header does not begin with '{'" },
        { """{"x":1}""", "t: byte 13: tensor 'x' is described by 1; expected an object" },
        { """{"x":{"shape":[1],"data_offsets":[0,1]}}""", "t: byte 9: tensor 'x' has no dtype" },
        { """{"x":{"dtype":"U8","data_offsets":[0,1]}}""", "t: byte 9: tensor 'x' has no shape" },
        { """{"x":{"dtype":"U8","shape":[1]}}""", "t: byte 9: tensor 'x' has no data_offsets" },
        { """{"x":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "t: byte 27: tensor 'x' has dtype twice" },
        {
            """{"x":{"dtype":"u8","shape":[1],"data_offsets":[0,1]}}""",
            "t: byte 22: tensor 'x' has dtype 'u8'; expected one of F32, F16, BF16, F64, I8, I16, I32, I64, U8, U16, U32, U64, BOOL"
        },
        { """{"x":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", "t: byte 36: shape of tensor 'x' holds -1; expected an integer of 0 to 2^63-1" },
        { """{"x":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", "t: byte 36: shape of tensor 'x' holds 1.0; expected an integer of 0 to 2^63-1" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551616]}}""", "t: byte 57: data_offsets of tensor 'x' holds 18446744073709551616; expected an integer of 0 to 2^63-1" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[1]}}""", "t: byte 39: tensor 'x' has 1 data_offsets; expected 2" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", "t: byte 59: data_offsets of tensor 'x' has more than 2 numbers" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", "t: byte 9: tensor 'x' begins at 1 and ends before, at 0" },
        { """{"x":{"dtype":"U16","shape":[1],"data_offsets":[0,1]}}""", "t: byte 9: tensor 'x' of u16[1] takes 2 bytes; its data_offsets hold 1" },
        { """{"x":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,1]}}""", "t: byte 9: the size of tensor 'x', f64[4294967296,4294967296], exceeds 63 bits" },
        {
            """{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""",
            "t: byte 62: tensor 'x' lies at 0..2 of the data, which has only 1 bytes: the file is cut short or its header is damaged"
        },
        { """{}""", "t: byte 10: 1 bytes after the last tensor belong to no tensor" },
        { """{"x":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", "t: byte 61: 1 bytes before tensor 'x' belong to no tensor" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "t: byte 61: two tensors are called 'x'" },
        { """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "t: byte 113: tensors 'x' and 'y' overlap" },
        { """{"__metadata__":{"a":1}}""", "t: byte 29: metadata 'a' is 1; expected a string" },
        { """{"__metadata__":{"a":"","a":""}}""", "t: byte 32: metadata 'a' appears twice" },
        { """{"__metadata__":{},"__metadata__":{}}""", "t: byte 27: __metadata__ appears twice" },
        { """{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "t: byte 9: a name is no valid Unicode text" },
    };

    [Theory]
    [MemberData(nameof(DamagedHeaders))]
    public void A_damaged_header_is_refused_with_place_and_name(string header, string message)
    {
        SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of(header, (byte)1), "t"));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void The_exception_carries_offset_and_names()
    {
        SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of(
            """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), "t"));
        Assert.Equal((113, "t", "tensors 'x' and 'y' overlap"), (error.ByteOffset, error.FileName, error.Reason));
        Assert.Equal(["x", "y"], error.TensorNames);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("{\"x\"}")]
    [InlineData("{/**/}")]
    [InlineData("{\"x\":{\"z\":[[[[[[[[[[]]]]]]]]]]}}")]
    [InlineData("{\"x\":{},}")]
    public void Invalid_json_is_refused(string header)
    {
        SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of(header), "t"));
        Assert.InRange(error.ByteOffset, 8, 8 + header.Length);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of("{}", 3UL), "t"));
        Assert.Equal("t: byte 10: the header's length is 3 bytes, but the file ends after 2 of them", error.Message);
    }

    [Fact]
    public void A_header_beyond_the_cap_is_refused()
    {
        SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of("{}", ulong.MaxValue), "t"));
        Assert.Equal("t: byte 0: the header's length is 18446744073709551615 bytes; at most 100000000 are read", error.Message);
    }

    [Fact]
    public void More_tensors_than_the_cap_are_refused() =>
        Assert.Contains("more than 1 tensors", Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(
            RawFile.Of(TwoTensors, 0, 0, 0, 0, 0, 0), "t", new SafetensorsReadOptions { MaxTensors = 1 })).Message, StringComparison.Ordinal);

    [Fact]
    public void More_axes_than_the_cap_are_refused()
    {
        string shape = string.Join(",", Enumerable.Repeat("1", SafetensorsReadOptions.MaxRank + 1));
        string header = $$$"""{"x":{"dtype":"U8","shape":[{{{shape}}}],"data_offsets":[0,1]}}""";
        Assert.Contains("more than 32 numbers", Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(RawFile.Of(header, (byte)1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holes_are_read_when_they_are_asked_for()
    {
        byte[] bytes = RawFile.Of("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 0, 5, 0);
        Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Parse(bytes));
        using SafetensorsFile file = SafetensorsFile.Parse(bytes, options: new SafetensorsReadOptions { AllowHoles = true });
        Assert.Equal([5L], file["x"].ToInt64s());
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            SafetensorsFormatException error = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Open(path));
            Assert.Equal($"{path}: byte 0: the file has 0 bytes; a safetensors file has at least 8", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Tensors_of_a_mapped_file_end_with_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, RawFile.Of(TwoTensors, 0, 0, 128, 63, 7, 9));
            SafetensorsFile file = SafetensorsFile.Open(path);
            HostTensor tensor = file["a"];
            Assert.Equal([1f], tensor.ToFloats());
            using (var pinned = tensor.Bytes.Pin())
            {
                file.Dispose();
            }

            Assert.Throws<ObjectDisposedException>(() => tensor.ToFloats());
            Assert.Throws<ObjectDisposedException>(() => file["b"].Bytes.Span[0]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Loaded_tensors_outlive_the_file()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, RawFile.Of(TwoTensors, 0, 0, 128, 63, 7, 9));
        var tensors = SafetensorsFile.Load(path);
        File.Delete(path);
        Assert.Equal(["a", "b"], tensors.Select(pair => pair.Key));
        Assert.Equal([1f], tensors[0].Value.ToFloats());
    }

    [Fact]
    public void Every_golden_file_is_read()
    {
        string[] files = Directory.GetFiles(RepositoryRoot.Combine("tests/golden"), "*.safetensors", SearchOption.AllDirectories);
        Assert.True(files.Length >= 30, $"only {files.Length} golden files found");
        foreach (string path in files)
        {
            using SafetensorsFile mapped = SafetensorsFile.Open(path);
            using SafetensorsFile read = SafetensorsFile.Parse(File.ReadAllBytes(path), path);
            Assert.True(read.Entries.SequenceEqual(mapped.Entries), path);
            Assert.NotEmpty(mapped.Entries);
            foreach (string name in mapped.Names)
            {
                Assert.Equal(read[name].Element, mapped[name].Element);
                Assert.True(read[name].Bytes.Span.SequenceEqual(mapped[name].Bytes.Span), $"{path}: {name}");
            }
        }
    }

    [Fact]
    public void A_mutated_file_is_read_or_refused_and_nothing_else()
    {
        const int seed = 20240701;
        Random random = new(seed);
        byte[] good = RawFile.Of(TwoTensors, 0, 0, 128, 63, 7, 9);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])good.Clone();
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            for (int change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:0129-ex"[random.Next(14)]);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Parse(bytes);
                foreach (string name in file.Names) _ = file[name].Bytes.Length;
            }
            catch (SafetensorsFormatException error)
            {
                Assert.True(error.ByteOffset >= 0 && error.ByteOffset <= bytes.Length, $"seed {seed}, round {round}: {error.Message}");
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}, round {round}: {error}\n{Encoding.Latin1.GetString(bytes)}");
            }
        }
    }
}
