using System.Text.Json;

using Lucid.Files;
using Lucid.Runtime;
using Lucid.Verification.Running;

namespace Lucid.Cli.Data;

/// <summary>The record of <c>bench --json</c>; <c>device_ms</c> is null where the device has no timestamps.</summary>
internal static class BenchmarkJson
{
    public static void Write(string path, string model, VulkanDeviceInfo device, BenchmarkResult result) => WholeFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("device", device.Name);
        json.WriteString("driver", $"{device.DriverName} {device.DriverInfo}".Trim());
        json.WriteNumber("iterations", result.Runs.Length);
        Write(json, "latency_ms", result.Runs.Select(run => run.WallMilliseconds));
        if (result.Runs.All(run => run.DeviceMilliseconds is not null)) Write(json, "device_ms", result.Runs.Select(run => run.DeviceMilliseconds!.Value));
        else json.WriteNull("device_ms");
        Write(json, "transfer_ms", result.Runs.Select(run => run.UploadMilliseconds + run.DownloadMilliseconds));
        Write(json, "submit_ms", result.Runs.Select(run => run.SubmitMilliseconds));
        Write(json, "unaccounted_ms", result.Runs.Select(run => run.UnaccountedMilliseconds));
        json.WriteNumber("first_run_ms", result.FirstRunMilliseconds);
        json.WriteNumber("load_ms", result.LoadMilliseconds);
        json.WriteStartArray("kernels");
        foreach (KernelProfile kernel in result.Kernels)
        {
            json.WriteStartObject();
            json.WriteString("name", kernel.Name);
            json.WriteNumber("ms", kernel.DeviceMilliseconds);
            json.WriteNumber("gflops", kernel.GflopsPerSecond);
            json.WriteNumber("gbytes_per_s", kernel.GigabytesPerSecond);
            json.WriteString("variant", kernel.Variant);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> times)
    {
        Percentiles spread = Percentiles.Of(times);
        json.WriteStartObject(name);
        json.WriteNumber("min", spread.Min);
        json.WriteNumber("median", spread.Median);
        json.WriteNumber("p90", spread.P90);
        json.WriteNumber("p99", spread.P99);
        json.WriteEndObject();
    }
}
