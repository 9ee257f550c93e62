using System.Collections.Immutable;

using Lucid.Pictures.Drawing;
using Lucid.Pictures.Layout;

namespace Lucid.Pictures.Graphs;

/// <summary>A text at an edge: what a value is where it leaves its box, or where a skip that arrives has come from.</summary>
/// <param name="X">Where it begins, or where it ends if it stands on the left.</param>
/// <param name="Y">Its base line.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsLeft">Whether it stands on the left of the edge.</param>
/// <param name="Colour">The edge's own colour, if it has one.</param>
internal sealed record EdgeLabel(double X, double Y, string Text, bool IsLeft, string? Colour)
{
    private const double FontSize = 10.5, Longest = 280;
    private const int FarLayers = 8;

    public double Left => IsLeft ? X - TextWidth.Of(Text, FontSize) : X;

    public double Right => IsLeft ? X : X + TextWidth.Of(Text, FontSize);

    public static ImmutableArray<EdgeLabel> Of(GraphPicture picture, LayeredDrawing drawing, Func<PictureLink, ImmutableArray<LayoutPoint>, string?> colour)
    {
        var labels = ImmutableArray.CreateBuilder<EdgeLabel>();
        var leaving = Enumerable.Range(0, picture.Links.Length).Where(i => drawing.Routes[i].Length >= 2)
            .GroupBy(i => (picture.Links[i].From, picture.Links[i].Port)).OrderBy(group => group.First());
        foreach (var group in leaving.Where(group => picture.Boxes[group.Key.From].Kind != PictureBoxKind.Input))
        {
            // On the side where no edge bends away.
            LayoutPoint start = drawing.Routes[group.First()][0];
            bool bendsRight = group.Any(i => drawing.Routes[i][1].X > start.X + 1), bendsLeft = group.Any(i => drawing.Routes[i][1].X < start.X - 1);
            bool isLeft = bendsRight && !bendsLeft;
            labels.Add(new EdgeLabel(start.X + (isLeft ? -5 : 5), start.Y + 13, TextWidth.Fit(picture.Links[group.First()].Type, FontSize, Longest), isLeft, null));
        }

        for (int i = 0; i < picture.Links.Length; i++)
        {
            ImmutableArray<LayoutPoint> route = drawing.Routes[i];
            PictureLink link = picture.Links[i];
            if (route.Length / 2 <= FarLayers) continue;
            bool isLeft = route[^2].X < route[^1].X;
            string text = TextWidth.Fit($"{link.Type} from {picture.Boxes[link.From].Name}", FontSize, Longest);
            labels.Add(new EdgeLabel(route[^1].X + (isLeft ? -7 : 7), route[^1].Y - 3, text, isLeft, colour(link, route)));
        }

        return labels.ToImmutable();
    }
}
