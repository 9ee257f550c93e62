using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>
/// Fast numerics on one device: the same bits from process to process, whether pipelines come from the driver's compiler or from the cache and whatever was tuned within an order class; and one
/// compiler makes one package, whichever process and however many threads and vector units it has. That runs and sessions of one process agree is checked by every run of the conformance tests.
/// </summary>
public sealed class SameBitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SameBitsTests() => File.WriteAllText(Source, """
        # Sums over channels, groups and rows; pipelines cost more than runs.
        model decoder(x: f32[N, 6, h, w]) {
            a = x -> up: ConvTranspose2d(10, 4, stride=2, padding=1) -> norm: GroupNorm(2, 10) -> SiLU
            output weights = a -> softmax(dim=1)
            output y = a -> last: ConvTranspose2d(3, 2, stride=2) -> Sigmoid
        }

        """);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    private string Source => _folder.File("decoder.lucid");

    public void Dispose() => _folder.Dispose();

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_fast_package_gives_the_same_bits_in_every_process(string driver)
    {
        string package = _folder.File("decoder.lvk"), cache = _folder.File("cache");
        Succeed(["compile", Source, "--init-weights", "1", "-o", package]);
        byte[] first = Run("cold", cache);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(cache, "pipelines")));
        Assert.Equal(first, Run("warm", cache));

        Succeed(["tune", package, .. Sizes, "--device", driver, "--seconds", "4"], Variables(cache));
        Assert.Single(Directory.GetFiles(Path.Combine(cache, "tuning")));
        Assert.Equal(first, Run("tuned", cache));
        Assert.Equal(first, Run("tuned, again", cache));

        byte[] Run(string name, string directory)
        {
            string file = _folder.File(name + ".safetensors");
            Succeed(["run", package, .. Sizes, "--random", "3", "--device", driver, "--output", file], Variables(directory));
            return File.ReadAllBytes(file);
        }
    }

    /// <summary>.NET seeds its hashes anew in every process: what depended on the order of a dictionary would differ.</summary>
    [Theory]
    [InlineData("fast")]
    [InlineData("strict")]
    public void One_compiler_makes_one_package(string numerics)
    {
        string elsewhere = Directory.CreateDirectory(_folder.File("elsewhere")).FullName, copy = Path.Combine(elsewhere, "decoder.lucid");
        File.Copy(Source, copy);
        byte[] first = Compile(Source, "first.lvk"), second = Compile(copy, "second.lvk", ("DOTNET_PROCESSOR_COUNT", "1"), ("DOTNET_EnableHWIntrinsic", "0"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"));
        Assert.True(first.AsSpan().SequenceEqual(second), $"the packages differ from byte {first.AsSpan().CommonPrefixLength(second)} on, of {first.Length} and {second.Length}");

        byte[] Compile(string source, string name, params (string Name, string Value)[] variables)
        {
            string file = _folder.File(name);
            Succeed(["compile", source, "--init-weights", "1", "-o", file, "--numerics", numerics, "--golden", "random:1", "--golden-kernels"], variables);
            return File.ReadAllBytes(file);
        }
    }

    private static string[] Sizes => ["--shape", "x=1x6x9x7"];

    // Drivers that this process was given otherwise than through its environment (DeviceMatrix), too.
    private static (string Name, string Value)[] Variables(string cache) => Resources.SwiftShaderIcd is { } icd ? [("LUCID_CACHE_DIR", cache), ("VK_ADD_DRIVER_FILES", icd)] : [("LUCID_CACHE_DIR", cache)];

    private static void Succeed(string[] args, params (string Name, string Value)[] variables)
    {
        (int code, string output, string error) = CommandProcess.Finish(CommandProcess.Start(args, variables));
        Assert.True(code == 0, $"{string.Join(' ', args)}: {code}\n{output}\n{error}");
    }
}
