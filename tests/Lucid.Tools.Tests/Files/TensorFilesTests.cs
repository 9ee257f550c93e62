using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class TensorFilesTests : IDisposable
{
    private static readonly HostTensor Tensor = HostTensor.Of(new Shape(2), 1, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_extension_is_refused_with_the_known_ones()
    {
        string message = Assert.Throws<TensorFileException>(() => TensorFiles.Read("a.jpg")).Message;
        Assert.StartsWith("a.jpg: unknown extension .jpg; known are .npy (one NumPy array), .safetensors (tensors by name), ", message, StringComparison.Ordinal);
        Assert.StartsWith("b: no extension; known are .npy", Assert.Throws<TensorFileException>(() => TensorFiles.Write("b", [new("", Tensor)])).Message, StringComparison.Ordinal);
        Assert.False(TensorFiles.IsKnown("a.jpg"));
        Assert.True(TensorFiles.IsKnown("A.NPY"));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("nowhere/a.npy: there is no such file", Assert.Throws<TensorFileException>(() => TensorFiles.Read("nowhere/a.npy")).Message);
        Assert.Equal($"{_folder.Path}: this is a folder, expected a file", Assert.Throws<TensorFileException>(() => WholeFile.Read(_folder.Path)).Message);
        Assert.StartsWith("nowhere/a.npy: the file cannot be written: ", Assert.Throws<TensorFileException>(() => TensorFiles.Write("nowhere/a.npy", [new("", Tensor)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Safetensors_hold_tensors_by_name_in_the_order_of_names()
    {
        TensorFiles.Write(_folder["a.safetensors"], [new("b", Tensor), new("a", HostTensor.OfInt64(new Shape(), 7))]);
        IReadOnlyList<NamedTensor> read = TensorFiles.Read(_folder["a.safetensors"]);
        Assert.Equal(["a", "b"], read.Select(tensor => tensor.Name));
        TensorAssert.BitwiseEqual(Tensor, read[1].Tensor);
        Assert.Contains("expected one tensor, found 2: a, b", Assert.Throws<TensorFileException>(() => TensorFiles.ReadSingle(_folder["a.safetensors"])).Message, StringComparison.Ordinal);
        Assert.Contains("two tensors are called 'x'", Assert.Throws<TensorFileException>(() => TensorFiles.Write(_folder["a.safetensors"], [new("x", Tensor), new("x", Tensor)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_model_file_splits_into_inputs_and_outputs()
    {
        IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(RepositoryRoot.Combine("tests/golden/models/dcgan64/io.safetensors"));
        NamedTensor input = Assert.Single(InputOutputNames.Inputs(tensors));
        NamedTensor output = Assert.Single(InputOutputNames.Outputs(tensors));
        Assert.DoesNotContain(".", input.Name + output.Name, StringComparison.Ordinal);
        Assert.NotEqual(input.Tensor.Shape, output.Tensor.Shape);
    }

    [Fact]
    public void Plain_names_are_inputs_or_outputs_as_asked()
    {
        IReadOnlyList<NamedTensor> plain = [new("x", Tensor)];
        Assert.Equal("x", Assert.Single(InputOutputNames.Inputs(plain)).Name);
        Assert.Empty(InputOutputNames.Inputs([new("output.x", Tensor)]));
        Assert.Equal("a.b", Assert.Single(InputOutputNames.Inputs([new("input.a.b", Tensor), new("output.x", Tensor), new("y", Tensor)])).Name);
    }

    [Fact]
    public void A_format_of_one_tensor_refuses_two()
    {
        Assert.Contains(".npy holds one tensor, and there are 2 (a, b); name one, or write .safetensors, which holds many",
            Assert.Throws<TensorFileException>(() => TensorFiles.Write(_folder["a.npy"], [new("a", Tensor), new("b", Tensor)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        TensorFiles.Write(_folder["a.npy"], [new("", Tensor)]);
        byte[] before = File.ReadAllBytes(_folder["a.npy"]);
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(_folder["a.npy"], stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException("half way");
        }));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => TensorFiles.Write(_folder["a.npy"], [new("", HostTensor.Of(new Shape(1), 9))], cancellation: cancelled.Token));
        Assert.Equal(before, File.ReadAllBytes(_folder["a.npy"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Damaged_safetensors_give_tensors_or_the_named_exception()
    {
        TensorFiles.Write(_folder["a.safetensors"], [new("a", Tensor), new("b", Tensor)]);
        byte[] valid = File.ReadAllBytes(_folder["a.safetensors"]);
        Damage.EveryTruncationFails(".safetensors", valid);
        Damage.Survives(".safetensors", valid, rounds: 1000, seed: 20260105);
    }

    [Fact]
    public void A_batch_splits_into_its_entries_and_joins_again()
    {
        HostTensor batch = HostTensor.Of(new Shape(3, 2), 1, 2, 3, 4, 5, 6);
        IReadOnlyList<HostTensor> parts = TensorBatch.Split(batch);
        Assert.Equal(["f32[1,2]", "f32[1,2]", "f32[1,2]"], parts.Select(part => part.ToString()));
        Assert.Equal([3f, 4f], parts[1].ToFloats());
        TensorAssert.BitwiseEqual(batch, TensorBatch.Join(parts));
        Assert.Empty(TensorBatch.Split(HostTensor.Of(new Shape(0, 2))));
        Assert.Throws<ArgumentException>(() => TensorBatch.Join([batch, HostTensor.Of(new Shape(1, 3), 1, 2, 3)]));
    }

    [Theory]
    [InlineData("out%d.png", 3, "out3.png")]
    [InlineData("out%03d.png", 3, "out003.png")]
    [InlineData("out%03d.png", 12345, "out12345.png")]
    public void A_numbered_path_takes_a_number(string pattern, int number, string path)
    {
        Assert.True(NumberedPath.IsNumbered(pattern));
        Assert.Equal(path, NumberedPath.At(pattern, number));
        Assert.False(NumberedPath.IsNumbered("out100%.png"));
    }
}
