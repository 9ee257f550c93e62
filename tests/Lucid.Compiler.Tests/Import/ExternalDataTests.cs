using Lucid.Import;
using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

public sealed class ExternalDataTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("lucid-external").FullName;

    private string Folder => Path.Combine(_root, "model");

    public ExternalDataTests()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "sub"));
        byte[] data = new byte[32];
        BitConverter.TryWriteBytes(data.AsSpan(16), 2.5f);
        File.WriteAllBytes(Path.Combine(Folder, "w.bin"), data);
        File.WriteAllBytes(Path.Combine(Folder, "sub", "w.bin"), data);
        File.WriteAllBytes(Path.Combine(_root, "secret.bin"), data);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("w.bin")]
    [InlineData("./w.bin")]
    [InlineData("sub/w.bin")]
    public void Data_beside_the_model_are_read_at_their_offset(string location)
    {
        Graph graph = Import(Tensor("w", location, offset: "16", length: "4"));
        Assert.Equal([2.5f], graph.Constants.Values.Single().ToFloats());
    }

    [Theory]
    [InlineData("../secret.bin", "'../secret.bin' lies outside the model's folder")]
    [InlineData("sub/../../secret.bin", "lies outside the model's folder")]
    [InlineData("..\\secret.bin", "lies outside the model's folder")]
    [InlineData("/etc/passwd", "lies outside the model's folder")]
    [InlineData("C:secret.bin", "lies outside the model's folder")]
    [InlineData("missing.bin", "does not exist beside the model")]
    [InlineData("", "external data without a location")]
    [InlineData("sub", "cannot be read")]
    public void Other_places_are_refused(string location, string problem) => Refused(problem, Tensor("w", location, "16", "4"));

    [Fact]
    public void A_link_out_of_the_folder_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(Folder, "link.bin"), Path.Combine(_root, "secret.bin"));
        Directory.CreateSymbolicLink(Path.Combine(Folder, "up"), _root);
        Refused("lies outside the model's folder", Tensor("w", "link.bin", "16", "4"));
        Refused("lies outside the model's folder", Tensor("w", "up/secret.bin", "16", "4"));
    }

    [Fact]
    public void A_link_inside_the_folder_is_followed()
    {
        File.CreateSymbolicLink(Path.Combine(Folder, "link.bin"), Path.Combine(Folder, "w.bin"));
        Assert.Equal([2.5f], Import(Tensor("w", "link.bin", "16", "4")).Constants.Values.Single().ToFloats());
    }

    [Theory]
    [InlineData("30", "4", "bytes 30 to 34 announced, 'w.bin' has 32")]
    [InlineData("9223372036854775807", "4", "announced, 'w.bin' has 32")]
    [InlineData("0", "8", "external data of 8 bytes announced, the dims take 4")]
    [InlineData("-4", "4", "external data offset '-4' is no number of bytes")]
    [InlineData("0", "four", "external data length 'four' is no number of bytes")]
    public void Ranges_are_checked(string offset, string length, string problem) => Refused(problem, Tensor("w", "w.bin", offset, length));

    [Fact]
    public void Tensors_may_share_a_range_but_not_overlap()
    {
        Import(Tensor("a", "w.bin", "0", "16", 4), Tensor("b", "w.bin", "0", "16", 4));
        Refused("overlap", Tensor("a", "w.bin", "0", "28", 7), Tensor("b", "w.bin", "4", "28", 7));
    }

    [Fact]
    public void A_model_from_a_stream_has_none()
    {
        OnnxModelBuilder model = Model(Tensor("w", "w.bin", "0", "4"));
        Assert.Contains("only a model read from a file", Assert.Throws<OnnxFormatException>(() => model.Import()).Message, StringComparison.Ordinal);
    }

    private static TensorProto Tensor(string name, string location, string offset, string length, int elements = 1)
    {
        TensorProto tensor = new() { Name = name, DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.Dims.Add(elements);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
        return tensor;
    }

    private static OnnxModelBuilder Model(params TensorProto[] tensors)
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1);
        string sum = "x";
        foreach (TensorProto tensor in tensors)
        {
            model.Graph.Initializer.Add(tensor);
            model.Node("Add", $"{sum} {tensor.Name}", sum + tensor.Name);
            sum += tensor.Name;
        }

        return model.Output(sum);
    }

    private Graph Import(params TensorProto[] tensors)
    {
        string path = Path.Combine(Folder, "m.onnx");
        File.WriteAllBytes(path, Model(tensors).Bytes());
        return OnnxImporter.Import(path);
    }

    private void Refused(string problem, params TensorProto[] tensors) =>
        Assert.Contains(problem, Assert.Throws<OnnxFormatException>(() => Import(tensors)).Message, StringComparison.Ordinal);
}
