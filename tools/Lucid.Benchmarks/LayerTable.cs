using System.Globalization;
using System.Text;

using Lucid.Packaging;
using Lucid.Runtime;

namespace Lucid.Benchmarks;

/// <summary>The measurements as Markdown.</summary>
internal static class LayerTable
{
    public static string Print(VulkanDevice device, int rounds, IReadOnlyList<LayerRun> runs)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Device: {device}. {rounds} interleaved rounds, whole runs from host tensor to host tensor, {Environment.ProcessorCount} processors.");
        text.AppendLine();
        text.AppendLine("| layer | | first run, ms | median, ms | min to max, ms | GFLOP/s at the median | strict median, ms | strict / fast | variants |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (LayerRun run in runs.Where(run => run.Numerics == NumericsMode.Fast))
        {
            (double min, double median, double max) = run.Times();
            (_, double strict, _) = runs.Single(other => other.Layer == run.Layer && other.Numerics == NumericsMode.Strict).Times();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {run.Layer.Name} | {run.Layer} | {run.FirstMilliseconds:0} | {median:0.0} | {min:0.0} to {max:0.0} | {run.Layer.Flops / median / 1e6:0.0} | {strict:0.0} | {strict / median:0.00} | {run.Variants()} |");
        }

        return text.ToString();
    }
}
