namespace Lucid.VulkanBindings;

/// <summary>A file to write: its path below the bindings' folder, with forward slashes, and its text.</summary>
public sealed record GeneratedFile(string Path, string Text);
