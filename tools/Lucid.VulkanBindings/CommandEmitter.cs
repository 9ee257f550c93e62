using System.Globalization;
using System.Numerics;

namespace Lucid.VulkanBindings;

/// <summary>
/// Writes the commands. Each is a call through a function pointer that a <c>CommandTable</c> holds at the command's index; beside
/// the form with pointers stand forms in which single values are passed <c>in</c>, <c>out</c> or <c>ref</c>.
/// </summary>
internal sealed class CommandEmitter(BindingModel model)
{
    public string Core()
    {
        var writer = SourceWriter.File(model.HeaderVersion, "Lucid.Vulkan");
        writer.Line();
        writer.Block("public unsafe partial class Vk", () =>
        {
            foreach (var name in Subset.Constants)
                writer.Line(Constant(name));
            writer.Line();
            Table(writer, model.Commands);
            Methods(writer, model.Commands);
        });
        return writer.ToString();
    }

    public string Extension(ExtensionClass extension)
    {
        var commands = model.ExtensionCommands(extension).ToList();
        var writer = SourceWriter.File(model.HeaderVersion, $"Lucid.Vulkan.Extensions.{extension.Vendor}");
        writer.Line();
        writer.Block($"public sealed unsafe class {extension.Name} : INativeExtension<{extension.Name}>", () =>
        {
            writer.Line("private readonly CommandTable _commands;");
            writer.Line();
            writer.Line($"private {extension.Name}(CommandTable commands) => _commands = commands;");
            writer.Line();
            writer.Line($"public const string ExtensionName = \"{extension.Extension}\";");
            writer.Line();
            writer.Line($"static CommandName[] INativeExtension<{extension.Name}>.Commands => _names;");
            writer.Line();
            writer.Line($"static {extension.Name} INativeExtension<{extension.Name}>.Create(CommandTable commands) => new(commands);");
            writer.Line();
            Table(writer, commands);
            Methods(writer, commands);
        });
        return writer.ToString();
    }

    private static void Table(SourceWriter writer, IReadOnlyList<Command> commands)
    {
        writer.Line("private static readonly CommandName[] _names =");
        writer.Line("[");
        foreach (var command in commands)
            writer.Line($"    new(\"{command.Name}\", {(command.IsDeviceLevel ? "true" : "false")}),");
        writer.Line("];");
    }

    private void Methods(SourceWriter writer, IReadOnlyList<Command> commands)
    {
        for (var index = 0; index < commands.Count; index++)
        {
            PointerForm(writer, commands[index], index);
            var replaceable = Enumerable.Range(0, commands[index].Parameters.Count).Where(p => Passing(commands[index].Parameters, p) is not null).ToArray();
            // Every choice of replaced parameters, so that a pointer (or null) can be mixed with in and out.
            for (var choice = 1; choice < 1 << replaceable.Length; choice++)
                ReferenceForm(writer, commands[index], [.. replaceable.Where((_, bit) => (choice >> bit & 1) != 0)]);
        }
    }

    private void PointerForm(SourceWriter writer, Command command, int index)
    {
        var returns = model.CSharpType(command.Returns);
        var types = command.Parameters.Select(model.CSharpType).Append(returns);
        var arguments = command.Parameters.Select(p => Names.Parameter(p.Name));
        var declaration = Subset.HandWrittenCommands.Contains(command.Name) ? $"private {returns} Call" : $"public {returns} ";
        writer.Line();
        writer.Line($"{declaration}{Names.Method(command.Name)}({string.Join(", ", command.Parameters.Select(p => $"{model.CSharpType(p)} {Names.Parameter(p.Name)}"))})");
        writer.Line(string.Create(CultureInfo.InvariantCulture,
            $"    => ((delegate* unmanaged<{string.Join(", ", types)}>)_commands[{index}])({string.Join(", ", arguments)});"));
    }

    private void ReferenceForm(SourceWriter writer, Command command, int[] replaced)
    {
        var returns = model.CSharpType(command.Returns);
        var parameters = command.Parameters.Select((p, i) => replaced.Contains(i)
            ? $"{Passing(command.Parameters, i)} {model.CSharpType(p)[..^1]} {Names.Parameter(p.Name)}"
            : $"{model.CSharpType(p)} {Names.Parameter(p.Name)}");
        var arguments = command.Parameters.Select((p, i) => replaced.Contains(i) ? p.Name + "Pointer" : Names.Parameter(p.Name));
        writer.Line();
        writer.Block($"public {returns} {Names.Method(command.Name)}({string.Join(", ", parameters)})", () =>
        {
            foreach (var p in replaced.Select(i => command.Parameters[i]))
                writer.Line($"fixed ({model.CSharpType(p)} {p.Name}Pointer = &{Names.Parameter(p.Name)})");
            writer.Line($"    {(returns == "void" ? "" : "return ")}{Names.Method(command.Name)}({string.Join(", ", arguments)});");
        });
    }

    /// <summary>
    /// How a pointer is passed instead: constants <c>in</c>, counts and the arrays that go with them <c>ref</c>, results <c>out</c>. Null where it
    /// stays a pointer: text, untyped memory, allocators (always null here), and structs that the caller must prepare (a chain
    /// cannot be <c>out</c>).
    /// </summary>
    private string? Passing(IReadOnlyList<Declaration> parameters, int index)
    {
        var parameter = parameters[index];
        var isUntyped = parameter.Type is "void" or "char" && parameter.Pointers == 1;
        if (parameter.Pointers == 0 || isUntyped || parameter.Type == "VkAllocationCallbacks")
            return null;
        if (parameter.IsConst)
            return "in";
        if (model.IsChained(parameter.Type))
            return null;
        var lengthIsResult = parameters.Any(p => p.Name == parameter.Length && p.Pointers > 0);
        return parameter.IsInOut || lengthIsResult || parameter.Type == "void" ? "ref" : "out";
    }

    private string Constant(string name)
    {
        // Written in C as 256, (~0U), (~1U), (~0ULL).
        var text = model.Constant(name).Trim('(', ')');
        var isWide = text.EndsWith("ULL", StringComparison.Ordinal);
        var digits = text.TrimStart('~').TrimEnd('U', 'L');
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        if (text.StartsWith('~'))
            value = (isWide ? ulong.MaxValue : uint.MaxValue) - value;
        return string.Create(CultureInfo.InvariantCulture, $"public const {(isWide ? "ulong" : "uint")} {Names.Constant(name)} = {value};");
    }
}
