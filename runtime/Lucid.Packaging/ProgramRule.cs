namespace Lucid.Packaging;

/// <summary>A rule that every package keeps.</summary>
/// <param name="Id">Never reused: <c>P01</c>.</param>
/// <param name="Text">What holds, in a sentence.</param>
public sealed record ProgramRule(string Id, string Text);
