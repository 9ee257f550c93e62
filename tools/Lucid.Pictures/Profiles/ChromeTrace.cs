using System.Text;
using System.Text.Json;

using Lucid.Runtime;

namespace Lucid.Pictures.Profiles;

/// <summary>
/// A profile for the trace viewers of Chrome and Perfetto (the "Trace Event Format", JSON object form): the host's parts of the run on
/// one row, what nothing explains on another, and the kernels one after the other on a third. Times are in microseconds.
/// </summary>
public static class ChromeTrace
{
    private const int Host = 1, Device = 2, Unaccounted = 3;

    public static string Write(ProfilePicture picture)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartObject("otherData");
            json.WriteString("model", picture.Model);
            json.WriteString("device", picture.Device);
            json.WriteString("inputs", picture.Inputs);
            json.WriteEndObject();
            json.WriteStartArray("traceEvents");
            Name(json, Host, "host");
            Name(json, Device, "device");
            Name(json, Unaccounted, "unaccounted");
            WriteRun(json, picture);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteRun(Utf8JsonWriter json, ProfilePicture picture)
    {
        RunProfile run = picture.Run;
        double submitted = run.UploadMilliseconds + run.SubmitMilliseconds, downloading = run.WallMilliseconds - run.DownloadMilliseconds;
        Event(json, Host, "run", 0, run.WallMilliseconds);
        Event(json, Host, "upload", 0, run.UploadMilliseconds);
        Event(json, Host, "submit", run.UploadMilliseconds, run.SubmitMilliseconds);
        Event(json, Host, "wait", submitted, Math.Max(0, downloading - submitted));
        Event(json, Host, "download", downloading, run.DownloadMilliseconds);
        // When the device began is not known; whatever the host waited beyond the device's own time is drawn after it.
        double worked = submitted + (run.DeviceMilliseconds ?? 0);
        Event(json, Unaccounted, "unaccounted", worked, Math.Max(0, run.UnaccountedMilliseconds));

        double at = submitted;
        foreach (KernelProfile kernel in picture.Kernels)
        {
            Event(json, Device, kernel.Name, at, kernel.DeviceMilliseconds, kernel);
            at += kernel.DeviceMilliseconds;
        }
    }

    private static void Event(Utf8JsonWriter json, int row, string name, double start, double duration, KernelProfile? kernel = null)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("cat", kernel is null ? "run" : "kernel");
        json.WriteString("ph", "X");
        json.WriteNumber("ts", Math.Round(start * 1000, 3));
        json.WriteNumber("dur", Math.Round(duration * 1000, 3));
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", row);
        if (kernel is not null)
        {
            json.WriteStartObject("args");
            json.WriteString("variant", kernel.Variant);
            json.WriteNumber("dispatches", kernel.Dispatches);
            json.WriteNumber("gflops", Math.Round(kernel.GflopsPerSecond, 3));
            json.WriteNumber("gbytes_per_s", Math.Round(kernel.GigabytesPerSecond, 3));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, int row, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", "thread_name");
        json.WriteString("ph", "M");
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", row);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
