using Lucid.Benchmarks.Host;
using Lucid.Benchmarks.Reports;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

public sealed class HostCostTests
{
    [Fact]
    public void The_table_has_a_line_for_each_step_with_what_it_allocates()
    {
        HostCost[] costs = [new("plan memory", null, 0.0421, 0.04, 0.05, 0), new("compile", "dcgan64", 63.6, 54.4, 64.2, 33 << 20), new("read package", "dcgan64", 7, 6.7, 7.14, 4829 * 1024)];

        string text = HostReport.Print("a device", "./bench --host", new DateOnly(2026, 1, 2), 500, costs, load: null);

        Assert.Contains("`./bench --host`, 2026-01-02", text, StringComparison.Ordinal);
        Assert.Contains("| plan memory | - | 0.0421 | 0.0400; 0.0500 | none |\n| compile | dcgan64 | 64 | 54; 64 | 33 MiB |\n| read package | dcgan64 | 7.00 | 6.70; 7.14 | 4829 KiB |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_step_is_one_that_the_model_can_be_taken_through()
    {
        ModelCosts.Files = new Dictionary<string, string> { ["fsrcnn_x2"] = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx") };
        ModelCosts costs = new() { Model = Assert.Single(ModelCosts.Names) };

        costs.Prepare();

        Assert.NotNull(costs.Import());
        Assert.NotNull(costs.Compile());
        Assert.NotNull(costs.Write());
        Assert.True(costs.Read() > 0);
        Assert.Equal(500, SessionCosts.Buffers);
    }
}
