using System.Globalization;

namespace Lucid.VulkanBindings;

/// <summary>Writes the types: enums, handles, callbacks and structs, all blittable, laid out as C lays them out.</summary>
internal sealed class TypeEmitter(BindingModel model)
{
    private const string Namespace = "Lucid.Vulkan";

    public string Enums()
    {
        var writer = SourceWriter.File(model.HeaderVersion, Namespace, "System");
        foreach (var type in model.Enums)
        {
            writer.Line();
            if (type.IsFlags)
                writer.Line("[Flags]");
            writer.Block($"public enum {Names.Type(type.Name)} : {Underlying(type)}", () =>
            {
                if (type.IsFlags && type.Values.TrueForAll(v => v.Value != 0))
                    writer.Line("None = 0,");
                foreach (var value in type.Values)
                    writer.Line($"{Names.Value(type.Name, value.Name)} = {Literal(type, value.Value)},");
            });
        }
        return writer.ToString();
    }

    public string Handles()
    {
        var writer = SourceWriter.File(model.HeaderVersion, Namespace);
        writer.Line();
        foreach (var type in model.Handles)
            writer.Line($"public readonly record struct {Names.Type(type.Name)}({(type.IsDispatchable ? "nint" : "ulong")} Handle);");
        return writer.ToString();
    }

    /// <summary>
    /// A callback type holds the address of an [UnmanagedCallersOnly] method, with or without CallConvCdecl: the two are one
    /// convention on every 64-bit system.
    /// </summary>
    public string Callbacks()
    {
        var writer = SourceWriter.File(model.HeaderVersion, Namespace);
        foreach (var type in model.Callbacks)
        {
            var name = Names.Type(type.Name);
            var signature = $"<{string.Join(", ", type.Parameters.Append(type.Returns).Select(model.CSharpType))}>";
            writer.Line();
            writer.Block($"public readonly unsafe struct {name}", () =>
            {
                writer.Line("private readonly void* _handle;");
                writer.Line();
                writer.Line($"public {name}(delegate* unmanaged[Cdecl]{signature} pointer) => _handle = pointer;");
                writer.Line();
                writer.Line($"public {name}(delegate* unmanaged{signature} pointer) => _handle = pointer;");
                writer.Line();
                writer.Line($"public delegate* unmanaged[Cdecl]{signature} Handle => (delegate* unmanaged[Cdecl]{signature})_handle;");
            });
        }
        return writer.ToString();
    }

    public string Structs()
    {
        var writer = SourceWriter.File(model.HeaderVersion, Namespace, "System", "System.Diagnostics.CodeAnalysis", "System.Runtime.CompilerServices");
        foreach (var type in model.Structs)
        {
            writer.Line();
            writer.Block($"public unsafe struct {Names.Type(type.Name)}", () =>
            {
                foreach (var member in type.Members)
                    Member(writer, member);
            });
        }
        return writer.ToString();
    }

    private void Member(SourceWriter writer, Declaration member)
    {
        var type = model.CSharpType(member);
        var name = Names.Field(member.Name);
        if (member.ArrayLength is not { } arrayLength)
        {
            writer.Line($"public {type} {name};");
            return;
        }
        var length = model.ArrayLength(arrayLength);
        if (type is "byte" or "float" or "int" or "uint" or "ulong")
        {
            writer.Line(string.Create(CultureInfo.InvariantCulture, $"public fixed {type} {name}[{length}];"));
            return;
        }
        writer.Line($"public {name}Buffer {name};");
        writer.Line();
        writer.Line(string.Create(CultureInfo.InvariantCulture, $"[InlineArray({length})]"));
        writer.Block($"public struct {name}Buffer", () =>
        {
            writer.Line($"public {type} Element0;");
            writer.Line();
            writer.Line("[UnscopedRef]");
            writer.Line($"public Span<{type}> AsSpan() => this;");
        });
        writer.Line();
    }

    private static string Underlying(EnumType type) => (type.IsFlags, type.Width) switch
    {
        (false, _) => "int",
        (true, 64) => "ulong",
        (true, _) => "uint",
    };

    private static string Literal(EnumType type, long value) => (type.IsFlags, type.Width) switch
    {
        (false, _) => value.ToString(CultureInfo.InvariantCulture),
        (true, 64) => string.Create(CultureInfo.InvariantCulture, $"0x{value:X16}"),
        (true, _) => string.Create(CultureInfo.InvariantCulture, $"0x{(uint)value:X8}"),
    };
}
