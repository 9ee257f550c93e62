namespace Lucid.Pictures.Layout;

/// <summary>An edge from a box to another by index. Boxes stand in topological order: one that runs backwards is drawn backwards.</summary>
/// <param name="From">Where it leaves, at the bottom.</param>
/// <param name="To">Where it arrives, at the top.</param>
/// <param name="Port">Where along the bottom it leaves, from the middle of the box.</param>
public readonly record struct LayoutEdge(int From, int To, double Port = 0);
