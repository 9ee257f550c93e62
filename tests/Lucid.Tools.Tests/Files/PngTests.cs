using System.Buffers.Binary;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class PngTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine("tests/golden/files/png"), "*.png").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_picture_of_another_program_has_the_pixels_that_program_sees(string name)
    {
        HostTensor picture = TensorFiles.ReadSingle(RepositoryRoot.Combine($"tests/golden/files/png/{name}.png")).Tensor;
        byte[] expected = RepositoryRoot.ReadBytes($"tests/golden/files/png/{name}.rgba16");
        bool grey = name.StartsWith("grey", StringComparison.Ordinal);
        bool alpha = name.Contains("alpha", StringComparison.Ordinal) || name.Contains("rgba", StringComparison.Ordinal) || name.Contains("transparent", StringComparison.Ordinal);
        int colours = grey ? 1 : 3;
        Assert.Equal(new Shape(1, colours + (alpha ? 1 : 0), 11, 13), picture.Shape);
        float[] values = picture.ToFloats();
        for (int pixel = 0; pixel < 11 * 13; pixel++)
        {
            int Stored(int sample) => BinaryPrimitives.ReadUInt16LittleEndian(expected.AsSpan((pixel * 8) + (sample * 2)));
            for (int channel = 0; channel < colours; channel++)
            {
                // A colour under full transparency is not kept by every program.
                if (alpha && Stored(3) == 0) continue;
                Assert.Equal(Stored(channel), (int)MathF.Round(values[(channel * 11 * 13) + pixel] * 65535));
            }

            if (alpha) Assert.Equal(Stored(3), (int)MathF.Round(values[(colours * 11 * 13) + pixel] * 65535));
        }
    }

    [Fact]
    public void The_example_picture_is_the_example_input()
    {
        TensorAssert.Close(
            TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/fsrcnn_x2_input.npy")).Tensor,
            TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/scene_lowres.png")).Tensor, new ComparisonLimit("one rounding", 1e-7));
    }

    [Theory]
    [InlineData("fsrcnn_x2_output.npy", "scene_upscaled.png")]
    [InlineData("glyph_vae_output.npy", "glyph_grid.png")]
    public void A_golden_output_is_written_as_the_example_picture(string output, string picture)
    {
        HostTensor tensor = TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/" + output)).Tensor;
        TensorFiles.Write(_folder["a.png"], [new("", tensor)]);
        TensorAssert.BitwiseEqual(TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/" + picture)).Tensor, TensorFiles.ReadSingle(_folder["a.png"]).Tensor);
        Assert.InRange(new FileInfo(_folder["a.png"]).Length, 1, new FileInfo(RepositoryRoot.Combine("examples/" + picture)).Length * 11 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_was_written_is_read_back(int channels)
    {
        Random random = new(channels);
        HostTensor picture = Picture(new Shape(1, channels, 17, 9), _ => random.Next(256) / 255f);
        TensorFiles.Write(_folder["a.png"], [new("", picture)]);
        TensorAssert.BitwiseEqual(picture, TensorFiles.ReadSingle(_folder["a.png"]).Tensor);
    }

    [Fact]
    public void Values_are_clipped_and_rounded()
    {
        HostTensor picture = HostTensor.Of(new Shape(1, 8), -3f, 0f, 0.49f / 255, 1.51f / 255, 0.5f, 1f, 7f, float.PositiveInfinity);
        TensorFiles.Write(_folder["a.png"], [new("", picture)]);
        Assert.Equal([0, 0, 0, 2, 128, 255, 255, 255], TensorFiles.ReadSingle(_folder["a.png"]).Tensor.ToFloats().Select(value => (int)MathF.Round(value * 255)));
    }

    [Fact]
    public void Several_pictures_become_a_grid_row_by_row()
    {
        TensorFiles.Write(_folder["a.png"], [new("", Picture(new Shape(5, 1, 1, 2), i => i / 255f))]);
        HostTensor grid = TensorFiles.ReadSingle(_folder["a.png"]).Tensor;
        Assert.Equal(new Shape(1, 1, 2, 6), grid.Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0], grid.ToFloats().Select(value => (int)MathF.Round(value * 255)));
    }

    [Fact]
    public void What_is_no_picture_is_refused_by_name()
    {
        Assert.Contains("f32[1,5,2,2] has 5 channels; a PNG has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha)", Refusal(new Shape(1, 5, 2, 2)), StringComparison.Ordinal);
        Assert.Contains("f32[7] is no picture; expected [N,C,H,W], [C,H,W] or [H,W]", Refusal(new Shape(7)), StringComparison.Ordinal);
        Assert.Contains("f32[1,3,0,4] has no pixels", Refusal(new Shape(1, 3, 0, 4)), StringComparison.Ordinal);
        Assert.Contains("f32[1,1,2,2] is not a number at [0,0,1,0]", Refusal(new Shape(1, 1, 2, 2), i => i == 2 ? float.NaN : 0), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_flipped_bit_is_found_by_the_checksum()
    {
        byte[] bytes = RepositoryRoot.ReadBytes("tests/golden/files/png/rgb8.png");
        bytes[60] ^= 4;
        File.WriteAllBytes(_folder["a.png"], bytes);
        Assert.Contains("byte 41: the checksum of chunk IDAT does not match its content",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["a.png"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_promises_more_than_its_data_can_hold_is_refused_before_memory_is_taken()
    {
        byte[] bytes = RepositoryRoot.ReadBytes("tests/golden/files/png/grey8.png");
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 16_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 16_000);
        File.WriteAllBytes(_folder["a.png"], PngChecksums.Repaired(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("compressed bytes cannot hold the 256016000 bytes of a picture of 16000x16000",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["a.png"])).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);

        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), int.MaxValue);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), int.MaxValue);
        File.WriteAllBytes(_folder["a.png"], PngChecksums.Repaired(bytes));
        Assert.Contains("at most 268435456 samples are read",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["a.png"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rgb8")]
    [InlineData("palette4_adam7")]
    [InlineData("greyalpha16")]
    [InlineData("rgb8_transparent")]
    public void Damaged_files_give_a_picture_or_the_named_exception(string name)
    {
        byte[] valid = RepositoryRoot.ReadBytes($"tests/golden/files/png/{name}.png");
        Damage.EveryTruncationFails(".png", valid);
        Damage.Survives(".png", valid, rounds: 300, seed: 20260102);
        // With checksums made right again the damage reaches what lies behind them.
        Damage.Survives(".png", valid, rounds: 1000, seed: 20260103, PngChecksums.Repaired);
    }

    private string Refusal(Shape shape, Func<int, float>? value = null) =>
        Assert.Throws<TensorFileException>(() => TensorFiles.Write(_folder["a.png"], [new("", Picture(shape, value ?? (_ => 0)))])).Message;

    private static HostTensor Picture(Shape shape, Func<int, float> value) =>
        HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(value)]);
}
