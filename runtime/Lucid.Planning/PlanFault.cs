namespace Lucid.Planning;

/// <summary>One thing wrong with a plan: which of the checker's rules is broken, and a sentence with the numbers.</summary>
public sealed record PlanFault(PlanRule Rule, string Message)
{
    public override string ToString() => Message;
}
