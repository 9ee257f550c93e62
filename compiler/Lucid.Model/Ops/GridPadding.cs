namespace Lucid.Model.Ops;

/// <summary>What <see cref="GridSample"/> reads outside of its operand.</summary>
public enum GridPadding
{
    /// <summary>Nothing: the product is left out.</summary>
    Zeros,

    /// <summary>The outermost element.</summary>
    Border,

    /// <summary>The operand mirrored at its borders: at the outermost elements where corners are aligned, else half an element beyond.</summary>
    Reflection,
}
