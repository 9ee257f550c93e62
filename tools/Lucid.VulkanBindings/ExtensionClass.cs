namespace Lucid.VulkanBindings;

/// <summary>A class of its own for an extension's commands, in the namespace <c>Extensions.{Vendor}</c>.</summary>
internal sealed record ExtensionClass(string Name, string Vendor, string Extension, IReadOnlyList<string> Commands);
