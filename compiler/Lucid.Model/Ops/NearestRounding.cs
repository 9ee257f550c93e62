namespace Lucid.Model.Ops;

/// <summary>Which element <see cref="ResizeMode.Nearest"/> takes.</summary>
public enum NearestRounding
{
    /// <summary>The nearest one; halfway between two, the lower.</summary>
    RoundPreferFloor,

    /// <summary>The nearest one; halfway between two, the higher.</summary>
    RoundPreferCeil,

    /// <summary>The one at or before the position.</summary>
    Floor,

    /// <summary>The one at or behind the position.</summary>
    Ceil,
}
