using System.Runtime.InteropServices;
using Lucid.Files;
using Lucid.Files.Wav;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class WavTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pcm8")]
    [InlineData("pcm16")]
    [InlineData("pcm24")]
    [InlineData("pcm32")]
    [InlineData("float32")]
    public void A_sound_of_another_program_has_the_samples_that_program_sees(string name)
    {
        NamedTensor sound = TensorFiles.ReadSingle(RepositoryRoot.Combine($"tests/golden/files/wav/{name}.wav"));
        float[] expected = MemoryMarshal.Cast<byte, float>(RepositoryRoot.ReadBytes($"tests/golden/files/wav/{name}.f32")).ToArray();
        Assert.Equal(8000, sound.SampleRate);
        Assert.Equal(new Shape(1, 2, 160), sound.Tensor.Shape);
        float[] values = sound.Tensor.ToFloats();
        // SoX rounds 32 bits to 24 on the way to a float.
        float step = name == "pcm32" ? 1f / (1 << 24) : 0;
        for (int i = 0; i < expected.Length; i++) Assert.InRange(values[(i % 2 * 160) + (i / 2)], expected[i] - step, expected[i] + step);
        Assert.InRange(expected.Max(), 0.5f, 1f);
    }

    [Theory]
    [InlineData(WavSampleFormat.Pcm8)]
    [InlineData(WavSampleFormat.Pcm16)]
    [InlineData(WavSampleFormat.Pcm24)]
    [InlineData(WavSampleFormat.Pcm32)]
    [InlineData(WavSampleFormat.Float32)]
    public void What_was_read_is_written_back_unchanged(WavSampleFormat format)
    {
        foreach (int channels in new[] { 1, 2, 3 })
        {
            HostTensor noise = Noise(new Shape(1, channels, 501), seed: channels);
            TensorWriteOptions options = new() { SampleFormat = format, SampleRate = 24_000 };
            TensorFiles.Write(_folder["a.wav"], [new("", noise)], options);
            NamedTensor first = TensorFiles.ReadSingle(_folder["a.wav"]);
            Assert.Equal(24_000, first.SampleRate);
            TensorFiles.Write(_folder["b.wav"], [first], options with { SampleRate = 1 });
            TensorAssert.BitwiseEqual(first.Tensor, TensorFiles.ReadSingle(_folder["b.wav"]).Tensor);
            Assert.Equal(File.ReadAllBytes(_folder["a.wav"]), File.ReadAllBytes(_folder["b.wav"]));
        }
    }

    [Fact]
    public void Beyond_full_scale_is_clipped_except_in_floats()
    {
        HostTensor loud = HostTensor.Of(new Shape(3), 2f, -2f, 0.25f);
        TensorFiles.Write(_folder["a.wav"], [new("", loud)]);
        Assert.Equal([32767 / 32768f, -1f, 0.25f], TensorFiles.ReadSingle(_folder["a.wav"]).Tensor.ToFloats());
        TensorFiles.Write(_folder["b.wav"], [new("", loud)], new() { SampleFormat = WavSampleFormat.Float32 });
        Assert.Equal([2f, -2f, 0.25f], TensorFiles.ReadSingle(_folder["b.wav"]).Tensor.ToFloats());
    }

    [Fact]
    public void What_is_no_sound_is_refused_by_name()
    {
        Assert.Contains("f32[2,1,4] is no sound; expected [1,C,L], [C,L] or [L]; several sounds become several files where the name holds %d", Refusal(new Shape(2, 1, 4)), StringComparison.Ordinal);
        Assert.Contains("f32[1,1,2,2] is no sound", Refusal(new Shape(1, 1, 2, 2)), StringComparison.Ordinal);
        Assert.Contains("has 0 channels", Refusal(new Shape(1, 0, 2)), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_length_that_was_never_filled_in_means_the_rest_of_the_file()
    {
        byte[] bytes = Damage.Bytes("a.wav", Noise(new Shape(1, 1, 8), 5));
        bytes.AsSpan(40, 4).Fill(0xFF);
        File.WriteAllBytes(_folder["a.wav"], bytes);
        Assert.Equal(new Shape(1, 1, 8), TensorFiles.ReadSingle(_folder["a.wav"]).Tensor.Shape);
    }

    [Fact]
    public void An_unknown_sample_format_is_refused_with_what_is_readable()
    {
        byte[] bytes = Damage.Bytes("a.wav", Noise(new Shape(1, 1, 8), 5));
        bytes[20] = 6; // A-law
        File.WriteAllBytes(_folder["a.wav"], bytes);
        Assert.Contains("byte 12: format 6 with 16 bits; readable are PCM (1) with 8, 16, 24 or 32 bits and float (3) with 32",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["a.wav"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pcm24")]
    [InlineData("pcm16")]
    public void Damaged_files_give_a_sound_or_the_named_exception(string name)
    {
        byte[] valid = RepositoryRoot.ReadBytes($"tests/golden/files/wav/{name}.wav");
        Damage.EveryTruncationFails(".wav", valid);
        Damage.Survives(".wav", valid, rounds: 1500, seed: 20260104);
    }

    private string Refusal(Shape shape) =>
        Assert.Throws<TensorFileException>(() => TensorFiles.Write(_folder["a.wav"], [new("", Noise(shape, 1))])).Message;

    private static HostTensor Noise(Shape shape, int seed)
    {
        Random random = new(seed);
        return HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (random.NextSingle() * 2) - 1)]);
    }
}
