namespace Lucid.Pictures.Layout;

/// <summary>A place in pixels; y grows downwards.</summary>
public readonly record struct LayoutPoint(double X, double Y);
