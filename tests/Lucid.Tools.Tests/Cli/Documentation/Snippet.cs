namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Line">The line of its first line of text, from 1 on.</param>
/// <param name="Language">The first word behind the fence.</param>
/// <param name="Title">What stands behind it: a file that the block is, or an exit code; empty without.</param>
/// <param name="Text">The block with its last line end.</param>
internal sealed record Snippet(int Line, string Language, string Title, string Text);
