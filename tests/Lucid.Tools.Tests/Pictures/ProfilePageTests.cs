using System.Text.Json;

using Lucid.Pictures.Profiles;
using Lucid.Runtime;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class ProfilePageTests
{
    private static readonly RunProfile Run = new(WallMilliseconds: 10, UploadMilliseconds: 1, SubmitMilliseconds: 0.5, DeviceMilliseconds: 7, DownloadMilliseconds: 0.75, Kernels: []);

    private static readonly ProfilePicture Picture = new(
        "decoder <1>", "0: GPU & co, Vulkan 1.3", "x [1,4,8,8]", 15, Run,
        [new("conv+relu", "dense 8x8", 1, 2, 40_000_000, 1_000_000), new("up \"1\" <script>", "taps 4x8", 2, 4.5, 135_000_000, 9_000_000), new("copy", "plain", 1, 0.5, 0, 4_000_000)],
        new ProfileCeilings(Gflops: 40, Gigabytes: 10, DispatchMicroseconds: 20));

    [Fact]
    public void A_profile_is_one_page_as_its_golden_text() => Golden.Match("pictures/profile/three_kernels", ProfilePage.Write(Picture));

    [Fact]
    public void A_trace_is_its_golden_text() => Golden.Match("pictures/profile/three_kernels_trace", ChromeTrace.Write(Picture));

    [Fact]
    public void The_parts_of_a_run_add_up_to_it() => Assert.Equal(Run.WallMilliseconds, Picture.Parts.Sum(part => part.Milliseconds), 12);

    [Fact]
    public void Kernels_stand_by_time_with_their_shares_of_the_ceilings()
    {
        string page = ProfilePage.Write(Picture);
        int up = page.IndexOf("<td>2</td><td class=\"l\">up &quot;1&quot; &lt;script&gt;</td>", StringComparison.Ordinal);
        int conv = page.IndexOf("<td>1</td><td class=\"l\">conv+relu</td>", StringComparison.Ordinal);
        Assert.True(up > 0 && up < conv);
        // 135 MFLOP and 9 MB in 4.5 ms: 30 of 40 GFLOP/s, 2 of 10 GB/s.
        Assert.Contains("<td>30.0</td><td>2.00</td><td class=\"l m\">arithmetic</td><td>75 %</td>", page[up..conv], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40_000_000, 1_000_000, 1, "arithmetic", 0.5)]
    [InlineData(0, 8_000_000, 1, "bandwidth", 0.4)]
    [InlineData(1_000_000, 10_000, 10, "dispatch", 0.1)]
    public void A_kernel_is_bound_by_the_ceiling_that_allows_the_longest_time(long flops, long bytes, int dispatches, string bound, double share)
    {
        KernelBound found = Picture.BoundOf(new KernelProfile("k", "v", dispatches, 2, flops, bytes))!;
        Assert.Equal(bound, found.Name);
        Assert.Equal(share, found.Share, 9);
    }

    [Fact]
    public void A_kernel_faster_than_the_measured_ceiling_raises_it()
    {
        ProfilePicture fast = Picture with { Kernels = [new("k", "v", 1, 1, 80_000_000, 1_000)] };
        Assert.Equal(80, fast.Ceilings!.Gflops, 9);
        Assert.Equal(1, fast.BoundOf(fast.Kernels[0])!.Share, 9);
    }

    [Fact]
    public void A_page_loads_nothing_and_takes_no_markup_from_names()
    {
        string page = ProfilePage.Write(Picture);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_events_of_a_trace_lie_within_the_run_and_kernels_follow_each_other()
    {
        using JsonDocument trace = JsonDocument.Parse(ChromeTrace.Write(Picture));
        JsonElement[] events = [.. trace.RootElement.GetProperty("traceEvents").EnumerateArray().Where(one => one.GetProperty("ph").GetString() == "X")];
        Assert.All(events, one => Assert.True(one.GetProperty("ts").GetDouble() + one.GetProperty("dur").GetDouble() <= 10_000.001));
        JsonElement[] kernels = [.. events.Where(one => one.GetProperty("cat").GetString() == "kernel")];
        Assert.Equal(3, kernels.Length);
        for (int i = 1; i < kernels.Length; i++)
            Assert.Equal(kernels[i - 1].GetProperty("ts").GetDouble() + kernels[i - 1].GetProperty("dur").GetDouble(), kernels[i].GetProperty("ts").GetDouble(), 3);
    }

    [Fact]
    public void Without_timestamps_the_page_says_what_cannot_be_measured()
    {
        string page = ProfilePage.Write(Picture with { Kernels = [], Run = Run with { DeviceMilliseconds = null }, Measured = null });
        Assert.Contains("no timestamps", page, StringComparison.Ordinal);
        Assert.Contains("unaccounted", page, StringComparison.Ordinal);
    }
}
