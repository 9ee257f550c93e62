using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class OnnxTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back_with_its_name()
    {
        foreach (ElementType element in Enum.GetValues<ElementType>())
        {
            HostTensor tensor = HostTensor.FromDoubles(element, new Shape(2, 3), [0, 1, 1, 0, 1, 0]);
            TensorFiles.Write(_folder["a.pb"], [new("x", tensor)]);
            NamedTensor read = TensorFiles.ReadSingle(_folder["a.pb"]);
            Assert.Equal("x", read.Name);
            TensorAssert.BitwiseEqual(tensor, read.Tensor);
        }
    }

    [Fact]
    public void A_golden_tensor_is_read()
    {
        NamedTensor tensor = TensorFiles.ReadSingle(RepositoryRoot.Combine("tests/golden/convtranspose-extra/test_2d_defaults_only_a/test_data_set_0/output_0.pb"));
        Assert.Equal("f32[1,2,7,6]", tensor.Tensor.ToString());
    }

    [Fact]
    public void Damaged_files_give_a_tensor_or_the_named_exception()
    {
        byte[] valid = Damage.Bytes("a.pb", HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6));
        Damage.EveryTruncationFails(".pb", valid);
        Damage.Survives(".pb", valid, rounds: 1500, seed: 20260107);
        Assert.StartsWith("a.pb: the file is empty", Assert.Throws<TensorFileException>(() => TensorFiles.Parse(default, "a.pb")).Message, StringComparison.Ordinal);
    }
}
