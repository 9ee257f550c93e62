namespace Lucid.Pictures.Layout;

/// <summary>A box to be placed, in pixels.</summary>
public readonly record struct LayoutBox(double Width, double Height);
