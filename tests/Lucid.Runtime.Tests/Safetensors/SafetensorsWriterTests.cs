using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Safetensors;

public sealed class SafetensorsWriterTests
{
    private static readonly KeyValuePair<string, HostTensor>[] Pair =
    [
        new("b", HostTensor.FromInt64s(ElementType.U8, new Shape(3), [1, 2, 3])),
        new("a", HostTensor.Of(new Shape(2), 1f, 2f)),
    ];

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        byte[] bytes = Written(Pair, new Dictionary<string, string> { ["z"] = "1", ["k"] = "ü\"" }, new() { Alignment = 1 });
        const string header = """
            {"__metadata__":{"k":"ü\"","z":"1"},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"a":{"dtype":"F32","shape":[2],"data_offsets":[3,11]}}
            """;
        Assert.Equal(RawFile.Of(header, 1, 2, 3, 0, 0, 128, 63, 0, 0, 0, 64), bytes);
    }

    [Fact]
    public void Names_are_sorted_when_asked()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(Written(Pair, null, new() { SortNames = true }));
        Assert.Equal(["a", "b"], file.Names);
    }

    [Fact]
    public void The_data_begin_at_a_multiple_of_the_alignment()
    {
        using SafetensorsFile file = SafetensorsFile.Parse(Written(Pair, null, new() { Alignment = 64 }));
        Assert.Equal(0, file.Entries[0].ByteOffset % 64);
    }

    [Fact]
    public void Padding_aligns_every_tensor_and_leaves_no_hole()
    {
        KeyValuePair<string, HostTensor>[] three = [.. Pair, new("c", HostTensor.Of(new Shape(), 7f))];
        using SafetensorsFile file = SafetensorsFile.Parse(Written(three, null, new() { Alignment = 64, PadPrefix = "pad." }));
        Assert.Equal(["b", "pad.0", "a", "pad.1", "c"], file.Names);
        Assert.All(file.Entries.Where(entry => entry.Name.Length == 1), entry => Assert.Equal(0, entry.ByteOffset % 64));
        Assert.All(file["pad.0"].Bytes.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal([7f], file["c"].ToFloats());
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            HostTensor tensor = HostTensor.FromDoubles(type, new Shape(2, 1), [0, 1]);
            using SafetensorsFile file = SafetensorsFile.Parse(Written([new("x", tensor)], null, null));
            Assert.Equal((type, tensor.Shape), (file["x"].Element, file["x"].Shape));
            Assert.Equal(tensor.Bytes.ToArray(), file["x"].Bytes.ToArray());
        }
    }

    [Fact]
    public void Golden_files_are_written_again_byte_for_byte()
    {
        foreach (string path in Directory.GetFiles(RepositoryRoot.Combine("tests/golden/models"), "io*.safetensors", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(path);
            using SafetensorsFile file = SafetensorsFile.Parse(bytes, path);
            byte[] again = Written(file.Names.Select(name => new KeyValuePair<string, HostTensor>(name, file[name])), file.Metadata, new() { SortNames = true });
            Assert.True(bytes.AsSpan().SequenceEqual(again), path);
        }
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lucid");
        try
        {
            string path = Path.Combine(folder.FullName, "x.safetensors");
            SafetensorsWriter.Write(path, Pair);
            byte[] before = File.ReadAllBytes(path);
            Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path, Failing()));
            Assert.Equal(before, File.ReadAllBytes(path));
            Assert.Equal("x.safetensors", Assert.Single(folder.GetFiles()).Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static IEnumerable<KeyValuePair<string, HostTensor>> Failing()
        {
            yield return Pair[0];
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public void A_file_that_is_mapped_can_be_replaced()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lucid");
        try
        {
            string path = Path.Combine(folder.FullName, "x.safetensors");
            SafetensorsWriter.Write(path, Pair);
            using SafetensorsFile old = SafetensorsFile.Open(path);
            SafetensorsWriter.Write(path, [new("a", HostTensor.Of(new Shape(1), 9f))]);
            Assert.Equal([1f, 2f], old["a"].ToFloats());
            Assert.Equal([9f], SafetensorsFile.Load(path)[0].Value.ToFloats());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", "a tensor's name has 0 characters; expected 1 to 4096")]
    [InlineData("__metadata__", "a tensor cannot be called __metadata__")]
    [InlineData("a", "two tensors are called 'a'")]
    [InlineData("pad.0", "the name 'pad.0' is reserved for padding (Parameter 'tensors')")]
    public void A_bad_name_is_refused(string name, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            Written([.. Pair, new(name, HostTensor.Of(new Shape(), 1f))], null, new() { PadPrefix = "pad." }));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_name_that_is_no_text_is_refused()
    {
        // Not as InlineData: attributes store text as UTF-8, which has no half pairs.
        foreach (string name in (string[])["\ud800", "\ud800x", "\udc00\ud800"])
            Assert.Throws<ArgumentException>(() => Written([new(name, HostTensor.Of(new Shape(), 1f))], null, null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8192)]
    public void An_alignment_is_a_power_of_two(int alignment) =>
        Assert.Throws<ArgumentException>(() => Written(Pair, null, new() { Alignment = alignment }));

    private static byte[] Written(
        IEnumerable<KeyValuePair<string, HostTensor>> tensors, IReadOnlyDictionary<string, string>? metadata, SafetensorsWriteOptions? options)
    {
        using MemoryStream stream = new();
        SafetensorsWriter.Write(stream, tensors, metadata, options);
        return stream.ToArray();
    }
}
