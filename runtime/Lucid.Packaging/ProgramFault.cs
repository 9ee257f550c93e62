namespace Lucid.Packaging;

/// <summary>Where a package breaks a rule.</summary>
/// <param name="Rule">The rule's id, as <c>P08</c> (spec/package-format.md, section 7).</param>
/// <param name="Path">Where, as in the stored document: <c>$.program.main[3].candidates[0].groups</c>, or the name of a tensor.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record ProgramFault(string Rule, string Path, string Message)
{
    /// <summary>As <c>P08 $.program.main[3].name: …</c>.</summary>
    public override string ToString() => $"{Rule} {Path}: {Message}";
}
