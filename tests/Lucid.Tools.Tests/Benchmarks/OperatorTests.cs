using Lucid.Benchmarks;
using Lucid.Benchmarks.Reports;
using Lucid.Benchmarks.Workloads;
using Lucid.Compiler;
using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Benchmarks;

public sealed class OperatorTests
{
    private static readonly OperatorCase Small = new("relu", "1,2,3,4", x => x);

    [Fact]
    public void Time_is_measured_by_the_ceiling_that_the_definition_meets_first()
    {
        // 8 MB in 2 ms at 10 GB/s: 0.8 ms would do. 0.1 GFLOP at 100 GFLOP/s: 1 ms would.
        DeviceCeilings ceilings = new(100, 10, 5, 50);
        string text = Print(ceilings, Time(2, flops: 1e6, bytes: 8e6), Time(2, flops: 1e8, bytes: 8e6), Time(0.004, flops: 1, bytes: 8));
        Assert.Contains("| relu | [1,2,3,4] | a, b ×2 | 2.00 | 4.00 | 0.50 | bandwidth | **2.50** |", text, StringComparison.Ordinal);
        Assert.Contains("| 2.00 | 4.00 | 50.0 | arithmetic | 2.00 |", text, StringComparison.Ordinal);
        // One dispatch takes 5 µs: what is faster is below its bound.
        Assert.Contains("| dispatch | 0.80 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_definition_reads_each_input_and_writes_each_output_once()
    {
        OperatorCase join = Operators.All.Single(operation => operation.Name == "concat of channels");
        Assert.Equal(4.0 * 4 * 2 * 64 * 128 * 128, BytesOf(join));
        OperatorCase cast = Operators.All.Single(operation => operation.Name == "cast to f16");
        Assert.Equal((4.0 + 2) * 2 * 64 * 128 * 128, BytesOf(cast));
    }

    [Fact]
    public void Every_operator_has_a_name_of_its_own_and_one_output()
    {
        Assert.Equal(Operators.All.Count, Operators.All.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (OperatorCase operation in Operators.All) Assert.Single(operation.Build().Outputs);
    }

    private static double BytesOf(OperatorCase operation) => OperatorCase.BytesOf(ModelCompiler.Compile(operation.Build(), new CompileOptions { Strip = true }).Program);

    private static OperatorTime Time(double milliseconds, double flops, double bytes) =>
        new(Small, [new("k", "a", 1, milliseconds / 2, 0, 0), new("l", "b", 1, milliseconds / 4, 0, 0), new("m", "b", 1, milliseconds / 4, 0, 0)], flops, bytes);

    private static string Print(DeviceCeilings ceilings, params OperatorTime[] times) =>
        OperatorReport.Print("0: device (1)", "./bench --operators", new DateOnly(2026, 1, 2), ceilings, times, null);
}
