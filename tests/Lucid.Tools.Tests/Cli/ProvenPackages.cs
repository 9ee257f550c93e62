using Lucid.Cli;

namespace Lucid.Tools.Tests.Cli;

/// <summary>A small model of three kernels, compiled strictly and fast, each with two random data sets and what its kernels must store.</summary>
public sealed class ProvenPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ProvenPackages()
    {
        File.WriteAllText(Source, """
            model small(x: f32[N, 3, h, w]) {
                a = x -> first: Conv2d(8, 3, padding=1) -> ReLU
                b = a -> up: ConvTranspose2d(8, 2, stride=2) -> Sigmoid
                output y = b -> last: Conv2d(2, 3, padding=1)
            }

            """);
        foreach (string numerics in new[] { "strict", "fast" })
        {
            CommandRun.Of("compile", Source, "--init-weights", "1", "-o", Package(numerics), "--numerics", numerics, "--golden", "random:2", "--golden-shape", "N=1,h=6,w=5", "--golden-kernels")
                .Expect(ExitCode.Done);
        }
    }

    internal string Source => _folder.File("small.lucid");

    internal string Package(string numerics) => _folder.File(numerics + ".lvk");

    public void Dispose() => _folder.Dispose();
}
