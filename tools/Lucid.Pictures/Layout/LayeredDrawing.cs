using System.Collections.Immutable;

namespace Lucid.Pictures.Layout;

/// <summary>Where everything lies.</summary>
/// <param name="Corners">By box: its upper left corner.</param>
/// <param name="Routes">By edge: the points it passes, from the bottom of a box to the top of another. Between points 2i and 2i+1 it may bend, between 2i+1 and 2i+2 it runs straight down beside other boxes.</param>
/// <param name="Layers">From top to bottom: where each begins and ends.</param>
/// <param name="Width">Of all of it.</param>
/// <param name="Height">Of all of it.</param>
public sealed record LayeredDrawing(ImmutableArray<LayoutPoint> Corners, ImmutableArray<ImmutableArray<LayoutPoint>> Routes, ImmutableArray<(double Top, double Bottom)> Layers, double Width, double Height);
