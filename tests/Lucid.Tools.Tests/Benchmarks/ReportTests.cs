using System.Xml.Linq;

using Lucid.Benchmarks;
using Lucid.Benchmarks.Contestants;
using Lucid.Benchmarks.Reports;
using Lucid.Benchmarks.Workloads;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

public sealed class ReportTests
{
    [Fact]
    public void A_section_is_replaced_and_the_rest_of_the_page_stays()
    {
        string page = MarkedSection.Replace("# Page\n\nwords\n", "layers", "first");
        Assert.Equal("# Page\n\nwords\n\n<!-- bench layers: begin -->\n\nfirst\n\n<!-- bench layers: end -->\n", page);
        page = MarkedSection.Replace(page + "\nmore words\n", "layers", "second\n");
        Assert.Equal("# Page\n\nwords\n\n<!-- bench layers: begin -->\n\nsecond\n\n<!-- bench layers: end -->\n\nmore words\n", page);
    }

    [Fact]
    public void A_page_with_half_a_section_is_refused()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => MarkedSection.Replace("<!-- bench layers: end -->", "layers", "x"));
        Assert.Contains("bench layers: begin", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spread_is_taken_by_nearest_rank() =>
        Assert.Equal(new Percentiles(1, 1, 5, 9, 10), Percentiles.Of([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]));

    [Fact]
    public void Ratios_and_their_geometric_mean_stand_in_the_table()
    {
        Measurements measurements = Measured();
        SittingReport report = new(
            "Layers", "./bench", new DateOnly(2026, 1, 2), "chart.svg", measurements, new DeviceCeilings(100, 10, 5, 50), [("PyTorch CPU", "no module")], null);

        string text = report.Print();

        // 2 GFLOP in 40 ms are 50 GFLOP/s; the peer's 20 ms over ours is 0.5, and 160 over 40 is 4: their geometric mean is √2.
        Assert.Contains("| slow | s | 40.0 | 50.0 | 50 % | 20.0 | 0.50 | – | – |", text, StringComparison.Ordinal);
        Assert.Contains("| fast | f | 40.0 | 50.0 | 50 % | 160 | 4.00 | – | – |", text, StringComparison.Ordinal);
        Assert.Contains("| **geometric mean** | | | | | | **1.41** | | **–** |", text, StringComparison.Ordinal);
        Assert.Contains("- PyTorch CPU: absent, no module", text, StringComparison.Ordinal);
        Assert.Contains("- slow, broken: wrong answer", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_is_well_formed_and_names_everybody()
    {
        XDocument svg = XDocument.Parse(SittingChart.Draw("a < b", "device & date", Measured()));
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        foreach (string expected in new[] { "a < b", "device & date", "ours", "peer", "broken", "slow", "fast" }) Assert.Contains(expected, texts);
        Assert.Equal(4, svg.Descendants().Count(element => element.Name.LocalName == "rect" && element.Attribute("x")?.Value == "150"));
    }

    private static Measurements Measured()
    {
        Workload[] workloads = [Named("slow", "s"), Named("fast", "f")];
        Contestant[] contestants = [new Silent("ours"), new Silent("peer"), new Silent("broken")];
        Measurements measurements = new(workloads, contestants);
        foreach (Workload workload in workloads)
        {
            measurements[workload, contestants[0]].Timings.AddRange([new(40, null), new(30, null), new(50, null)]);
            measurements[workload, contestants[2]].Reason = "wrong answer";
        }

        measurements[workloads[0], contestants[1]].Timings.Add(new(20, null));
        measurements[workloads[1], contestants[1]].Timings.Add(new(160, null));
        return measurements;
    }

    private static Workload Named(string name, string description) =>
        Workload.Of(new Layer(name, new Shape(1, 4, 2, 2), 1, 2, 2, 0), ElementType.F32) with { Description = description, Flops = 2e9 };

    private sealed class Silent(string name) : Contestant(name)
    {
        public override string Version => "1";

        public override IReadOnlyList<NamedTensor> Load(Workload workload, string folder) => [];

        public override Timing Run(Workload workload) => default;

        public override void Dispose()
        {
        }
    }
}
