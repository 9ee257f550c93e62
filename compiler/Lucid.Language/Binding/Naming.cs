using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>A name that the source gives, on its way to what it names: the first layer or block that the expression makes, else its node.</summary>
internal sealed class Naming(string label, SourceSpan span)
{
    public string Label => label;

    public SourceSpan Span => span;

    public bool IsTaken { get; private set; }

    /// <summary>Gives the name to a module, once.</summary>
    public void GiveTo(ModuleValue module)
    {
        if (IsTaken) return;
        IsTaken = true;
        (module.Label, module.LabelSpan) = (label, span);
    }
}
