using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Runtime;

namespace Lucid.Cli.Verbs;

/// <summary>Every Vulkan device with what matters of it.</summary>
internal sealed class DevicesVerb() : Verb("devices", "Lists the Vulkan devices with what matters of their limits and features.", "lucid devices --json")
{
    private readonly Option<bool> _json = new("--json") { Description = "As JSON, with all limits." };

    public override void Define(Command command) => command.Add(_json);

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        IReadOnlyList<VulkanDeviceInfo> devices = VulkanDevices.List();
        if (arguments.GetValue(_json)) context.Out.WriteLine(Json(devices));
        else Print(devices, context);
        return ExitCode.Done;
    }

    private static void Print(IReadOnlyList<VulkanDeviceInfo> devices, VerbContext context)
    {
        TextTable table = new(new("#", IsNumber: true), new("device", IsLong: true), new("type"), new("Vulkan"), new("driver", IsLong: true), new("memory", IsNumber: true));
        foreach (VulkanDeviceInfo device in devices)
            table.Add(Number(device.Index), device.Name, TypeText(device.Type), device.ApiVersion.ToString(), $"{device.DriverName} {device.DriverInfo}".Trim(), ByteSize.Text(device.MemoryBytes));
        table.Write(context.Host);
        foreach (VulkanDeviceInfo device in devices)
        {
            DeviceLimits limits = device.Limits;
            context.Out.WriteLine($"\n{Number(device.Index)}  features       {(device.Features.Count == 0 ? "none beyond the baseline" : string.Join(", ", device.Features))}");
            context.Out.WriteLine($"   workgroup      {Number(limits.WorkgroupInvocations)} invocations, {ByteSize.Text(limits.SharedMemory)} shared, subgroup of {Number(limits.SubgroupSize)}");
            context.Out.WriteLine($"   dispatch       {Number(limits.GroupCountX)} x {Number(limits.GroupCountY)} x {Number(limits.GroupCountZ)} workgroups");
            context.Out.WriteLine($"   binding        {ByteSize.Text(limits.StorageRange)}, {Number(limits.StorageBuffers)} storage buffers, {Number(limits.TexelElements)} texels");
            context.Out.WriteLine($"   timestamps     {(limits.TimestampBits == 0 || limits.TimestampPeriod == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{limits.TimestampPeriod:0.###} ns"))}");
        }

        if (devices.All(device => device.Type == VulkanDeviceType.Cpu))
            context.Note("\nOnly devices that compute on the processor were found; for a GPU, install its driver.");
    }

    private static string Json(IReadOnlyList<VulkanDeviceInfo> devices)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (VulkanDeviceInfo device in devices) Write(json, device);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, VulkanDeviceInfo device)
    {
        json.WriteStartObject();
        json.WriteNumber("index", device.Index);
        json.WriteString("name", device.Name);
        json.WriteString("type", TypeText(device.Type));
        json.WriteNumber("vendor_id", device.VendorId);
        json.WriteNumber("device_id", device.DeviceId);
        json.WriteString("driver", device.DriverName);
        json.WriteString("driver_info", device.DriverInfo);
        json.WriteString("vulkan", device.ApiVersion.ToString());
        json.WriteNumber("memory_bytes", device.MemoryBytes);
        json.WriteStartArray("features");
        foreach (string feature in device.Features) json.WriteStringValue(feature);
        json.WriteEndArray();
        json.WriteStartObject("limits");
        DeviceLimits limits = device.Limits;
        foreach ((string name, long value) in new (string, long)[]
        {
            ("storage_range_bytes", limits.StorageRange), ("texel_elements", limits.TexelElements), ("uniform_range_bytes", limits.UniformRange),
            ("storage_buffers", limits.StorageBuffers), ("texel_buffers", limits.TexelBuffers), ("push_constant_bytes", limits.PushConstants),
            ("group_count_x", limits.GroupCountX), ("group_count_y", limits.GroupCountY), ("group_count_z", limits.GroupCountZ),
            ("workgroup_invocations", limits.WorkgroupInvocations), ("shared_memory_bytes", limits.SharedMemory), ("subgroup_size", limits.SubgroupSize),
            ("storage_alignment_bytes", limits.StorageAlignment), ("texel_alignment_bytes", limits.TexelAlignment),
            ("uniform_alignment_bytes", limits.UniformAlignment), ("allocation_bytes", limits.AllocationBytes), ("timestamp_bits", limits.TimestampBits),
        })
            json.WriteNumber(name, value);
        json.WriteNumber("timestamp_period_ns", limits.TimestampPeriod);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string TypeText(VulkanDeviceType type) => type switch
    {
        VulkanDeviceType.DiscreteGpu => "discrete",
        VulkanDeviceType.IntegratedGpu => "integrated",
        VulkanDeviceType.VirtualGpu => "virtual",
        VulkanDeviceType.Cpu => "cpu",
        VulkanDeviceType.Other => "other",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
