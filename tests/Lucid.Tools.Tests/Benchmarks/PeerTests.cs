using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Workloads;
using Lucid.Tensors;
using Lucid.Tools.Tests.Cli;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

/// <summary>Peers that are shell scripts: what becomes of their answers.</summary>
public sealed class PeerTests
{
    private static readonly Workload Tiny = Workload.Of(new Layer("T", new Shape(1, 4, 2, 2), 1, 2, 2, 0), ElementType.F32);

    [FactOnUnix]
    public void A_peer_that_says_it_is_absent_is_not_there_and_the_reason_is_told() =>
        Assert.Equal("no such module", Assert.Throws<ContestantException>(() => Peer("echo absent no such module")).Message);

    [FactOnUnix]
    public void A_program_that_does_not_exist_is_an_absent_peer() =>
        Assert.Contains("no-such-program", Assert.Throws<ContestantException>(() => new PeerProcess(
            new PeerCommand("peer", ["no-such-program"], [], new Dictionary<string, string>()))).Message, StringComparison.Ordinal);

    [FactOnUnix]
    public void A_peer_that_dies_tells_its_last_error() =>
        Assert.Equal("it ended: boom", Assert.Throws<ContestantException>(() => Peer("echo boom >&2; sleep 0.2")).Message);

    [FactOnUnix]
    public void The_next_program_is_tried_where_the_first_lacks_something()
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(folder.Path, "peer.sh");
        File.WriteAllText(script, "echo hello 2.0; read line");
        using PeerProcess peer = new(new PeerCommand("peer", ["no-such-program", "/bin/sh"], [script], new Dictionary<string, string>()));
        Assert.Equal("2.0", peer.Version);
    }

    [FactOnUnix]
    public void Wrong_outputs_are_not_timed()
    {
        // Answers with its own input as the output: the shape is wrong.
        const string Script = """
            echo hello 1
            while read verb folder; do
              case $verb in
                load) echo '[{"name":"y","file":"input_0.npy"}]' > "$folder/outputs.json"; echo ready ;;
                run) echo ms 1 ;;
              esac
            done
            """;
        using TemporaryFolder folder = new();
        using PeerProcess peer = Peer(Script);
        Assert.Contains("y: got", Tiny.Fault(peer.Load(Tiny, folder.Path)), StringComparison.Ordinal);
        Assert.Equal(new Timing(1, null), peer.Run(Tiny));
        Assert.True(File.Exists(Path.Combine(folder.Path, "model.onnx")));
    }

    [Theory]
    [InlineData("SwiftShader driver SwiftShader Device (LLVM 10.0.0)", "/x/vk_swiftshader_icd.json")]
    [InlineData("llvmpipe llvmpipe (LLVM 15.0.6, 256 bits)", "/x/lvp_icd.x86_64.json")]
    [InlineData("NVIDIA NVIDIA H200", "/y/nvidia_icd.json")]
    [InlineData("Mali Mali-G78", null)]
    public void A_device_is_found_in_the_name_of_its_drivers_manifest(string device, string? file) =>
        Assert.Equal(file, DriverManifest.Of(device, ["/x/vk_swiftshader_icd.json", "/x/lvp_icd.x86_64.json", "/y/nvidia_icd.json"]));

    private static PeerProcess Peer(string script) => new(new PeerCommand("peer", ["/bin/sh"], ["-c", script], new Dictionary<string, string>()));
}
