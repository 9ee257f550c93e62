using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>Files with random damage: whatever it is, the command works or says what is wrong with the file, and never blames itself.</summary>
public sealed class DamagedFileTests
{
    private const int Rounds = 60;

    [Theory]
    [InlineData(".onnx")]
    [InlineData(".lvk")]
    [InlineData(".npy")]
    [InlineData(".png")]
    public void Damage_is_never_an_internal_error(string extension)
    {
        using TemporaryFolder folder = new();
        string model = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx");
        if (extension == ".lvk") CommandRun.Of("compile", model, "-o", folder.File("m.lvk")).Expect(ExitCode.Done);
        byte[] whole = File.ReadAllBytes(extension switch
        {
            ".onnx" => model,
            ".lvk" => folder.File("m.lvk"),
            ".npy" => RepositoryRoot.Combine("examples/latents.npy"),
            _ => RepositoryRoot.Combine("examples/scene_lowres.png"),
        });
        for (int seed = 0; seed < Rounds; seed++)
        {
            string file = folder.File("damaged" + extension);
            File.WriteAllBytes(file, Damage(whole, seed));
            CommandRun run = extension switch
            {
                ".onnx" => CommandRun.Of("run", file, "--random", "1", "--shape", "lowres=1x3x4x4", "--device", "reference"),
                ".lvk" => CommandRun.Of("inspect", file),
                ".npy" => CommandRun.Of("run", RepositoryRoot.Combine("examples/glyph_vae.onnx"), "--input", file, "--image", "resize=1x1", "--device", "reference"),
                _ => CommandRun.Of("run", model, "--input", file, "--image", "resize=4x4", "--device", "reference"),
            };
            Assert.True(run.Code is ExitCode.Done or ExitCode.Model, $"{extension}, seed {seed}: {run.Code}\n{run.Error}");
            if (run.Code == ExitCode.Model) Assert.StartsWith("lucid: ", run.Message, StringComparison.Ordinal);
        }
    }

    // A few bytes changed, mostly near the beginning where the structure is; or cut; or doubled.
    private static byte[] Damage(byte[] whole, int seed)
    {
        Random random = new(seed);
        byte[] bytes = [.. whole];
        int reach = random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, 2000);
        for (int i = random.Next(1, 6); i > 0; i--) bytes[random.Next(reach)] = (byte)random.Next(256);
        return random.Next(8) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => [.. bytes, .. bytes.AsSpan(0, random.Next(bytes.Length))],
            _ => bytes,
        };
    }
}
