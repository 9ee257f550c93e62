using System.Text;
using System.Text.Json;

using Lucid.Planning;

namespace Lucid.Pictures.Plans;

/// <summary>The memory plan for scripts: bytes, and steps as indices of the kernels.</summary>
public static class PlanJson
{
    public static string Write(PlanPicture picture)
    {
        MemoryPlan plan = picture.Plan;
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("model", picture.Model);
            json.WriteString("sizes", picture.Sizes);
            json.WriteNumber("peak_bytes", plan.Peak);
            json.WriteNumber("lower_bound_bytes", plan.LowerBound);
            json.WriteBoolean("optimal", plan.IsOptimal);
            json.WriteString("planned_by", plan.Method);
            WriteArray(json, "kernels", picture.Steps, (step, _) => json.WriteStringValue(step));
            WriteArray(json, "live_bytes", picture.Live, (bytes, _) => json.WriteNumberValue(bytes));
            WriteArray(json, "buffers", plan.Problem.Buffers, (buffer, i) =>
            {
                json.WriteStartObject();
                json.WriteString("name", buffer.Id);
                json.WriteNumber("offset", plan.Offsets[i]);
                json.WriteNumber("size", buffer.Size);
                json.WriteNumber("first_kernel", buffer.Lower);
                json.WriteNumber("last_kernel", buffer.Upper - 1);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T, int> write)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < items.Count; i++)
            write(items[i], i);
        json.WriteEndArray();
    }
}
