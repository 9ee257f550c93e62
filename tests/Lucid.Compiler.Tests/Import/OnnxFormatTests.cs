using Google.Protobuf;

using Lucid.Import;
using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>What is no well-formed file is refused with its place, whatever is wrong with it.</summary>
public sealed class OnnxFormatTests
{
    private const int Seed = 20240611;

    private static byte[] Sample() => new OnnxModelBuilder(13).Input("x", "N", 4, 8).Floats("w", [4, 4, 3]).Floats("slope", [4, 1])
        .Node("Conv", "x w", "c", ("pads", new long[] { 1, 1 })).Node("PRelu", "c slope", "p")
        .Node("Shape", "p", "s").Integers("zero", 0).Node("Gather", "s zero", "n").Integers("rest", -1).Node("Concat", "n rest", "target", ("axis", 0))
        .Node("Reshape", "p target", "y").Output("y", ElementType.F32, "N", 32).Bytes();

    [Fact]
    public void The_sample_is_sound()
    {
        Graph graph = OnnxImporter.Import(new MemoryStream(Sample()));
        Assert.Equal("f32[N,32]", graph.TypeOf(graph.Outputs[0].Value).ToString());
    }

    [Fact]
    public void Every_truncation_is_refused_or_still_a_model()
    {
        byte[] sample = Sample();
        int refused = 0;
        for (int length = 0; length < sample.Length; length++)
        {
            if (!Survives(sample[..length])) refused++;
        }

        Assert.True(refused > sample.Length * 9 / 10, $"{refused} of {sample.Length} truncations refused");
    }

    [Fact]
    public void Random_damage_never_breaks_the_reader()
    {
        Random random = new(Seed);
        byte[] sample = Sample();
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. sample];
            int hits = random.Next(1, 5);
            for (int i = 0; i < hits; i++) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Survives(damaged, $"seed {Seed}, round {round}");
        }
    }

    [Fact]
    public void Random_bytes_never_break_the_readers()
    {
        Random random = new(Seed);
        for (int round = 0; round < 2000; round++)
        {
            byte[] noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            Survives(noise, $"seed {Seed}, round {round}");
            try
            {
                OnnxTensorReader.Read(noise);
            }
            catch (OnnxFormatException)
            {
                // The one way to refuse a tensor.
            }
        }
    }

    [Fact]
    public void A_place_is_a_field_path_with_its_offset()
    {
        ModelProto model = new() { IrVersion = 8, Graph = new GraphProto() };
        model.Graph.Node.Add(new NodeProto { Name = "first" });
        model.Graph.Node.Add(new NodeProto { Name = "second" });
        byte[] bytes = model.ToByteArray();
        int at = bytes.AsSpan().IndexOf("second"u8);
        bytes[at - 1] = 100;
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(new MemoryStream(bytes), "m.onnx"));
        Assert.Equal($"m.onnx: byte {at - 2}, graph.node[1].name: 100 bytes announced, 6 left", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { }, "the file is empty; expected an ONNX model")]
    [InlineData(new byte[] { 0x7B }, "wire type 3 is not used by ONNX")]
    [InlineData(new byte[] { 0x00, 0x01 }, "field number 0 does not exist in protobuf")]
    [InlineData(new byte[] { 0x38, 0x01 }, "wire type 0 is not that of the field")]
    [InlineData(new byte[] { 0x08 }, "a number is cut off")]
    [InlineData(new byte[] { 0x12, 0x02, 0xFF, 0xFE }, "the text is not UTF-8")]
    public void Malformed_bytes_are_named(byte[] bytes, string problem)
    {
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(new MemoryStream(bytes), "m.onnx"));
        Assert.Equal(problem, error.Problem);
    }

    [Fact]
    public void A_git_lfs_pointer_is_recognised()
    {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"u8.ToArray();
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(new MemoryStream(pointer), "m.onnx"));
        Assert.Contains("git lfs pull", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        // Types of sequences of sequences …, five bytes more a level than the content.
        TypeProto type = new() { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } };
        for (int i = 0; i < 60; i++) type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = type } };
        ModelProto model = new OnnxModelBuilder().Model;
        model.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = type });
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(new MemoryStream(model.ToByteArray())));
        Assert.Equal("messages nest deeper than 64", error.Problem);
    }

    [Fact]
    public void Millions_of_empty_messages_are_refused_before_they_cost_memory()
    {
        byte[] nodes = new byte[2 * 4_100_000];
        for (int i = 0; i < nodes.Length; i += 2) nodes[i] = 0x0A;
        byte[] file = [0x3A, .. Varint(nodes.Length), .. nodes];
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(new MemoryStream(file)));
        Assert.Equal("more than 4000000 messages and texts", error.Problem);
    }

    [Fact]
    public void A_small_file_does_not_compute_without_end()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1).Initializer("zero", HostTensor.OfInt64(new Shape(), 0)).Initializer("one", HostTensor.OfInt64(new Shape(), 1))
            .Initializer("many", HostTensor.OfInt64(new Shape(), 60_000_000));
        model.Node("Range", "zero many one", "a").Node("Range", "zero many one", "b").Node("Add", "a b", "y").Output("y");
        // Counting is left to the run.
        Assert.Contains(new Lucid.Model.Ops.Iota(60_000_000), model.Import().Nodes.Select(node => node.Op));
    }

    [Fact]
    public void A_tensor_of_too_many_axes_is_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1).Integers("axes", [.. Enumerable.Range(0, 64).Select(axis => (long)axis)]).Node("Unsqueeze", "x axes", "y").Output("y");
        Assert.Equal("reshape: a size cannot be computed: more than 64 axes", Assert.Single(model.Refused()).Message);
    }

    [Theory]
    [InlineData("model.pt", new byte[] { 1, 2, 3 })]
    [InlineData("model.onnx", new byte[] { 0x50, 0x4B, 3, 4, 0 })]
    [InlineData("model.bin", new byte[] { 0x80, 2, 0x7D })]
    public void A_pickle_is_never_read_but_said_how_to_convert(string name, byte[] bytes)
    {
        Diagnostic error = Assert.Single(Assert.Throws<ModelException>(() => OnnxImporter.Import(new MemoryStream(bytes), name)).Diagnostics);
        Assert.Equal("LUC1525", error.Id);
        Assert.Equal(4, error.Message.Split('\n').Length);
        Assert.Contains("safetensors.torch.save_file(", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80) return [.. bytes, (byte)rest];
            bytes.Add((byte)(rest | 0x80));
        }
    }

    /// <summary>Imports; the two exceptions of a refusal are fine, any other fails the test.</summary>
    private static bool Survives(byte[] bytes, string what = "")
    {
        try
        {
            OnnxImporter.Import(new MemoryStream(bytes));
            return true;
        }
        catch (Exception error) when (error is OnnxFormatException or ModelException)
        {
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{what}: {Convert.ToHexString(bytes)}", error);
        }
    }
}
