using System.Collections.Immutable;

using Lucid.Pictures.Layout;

namespace Lucid.Pictures.Graphs;

/// <summary>Cuts a tall drawing between layers into columns that together are about half as wide again as high.</summary>
internal static class Columns
{
    private const double TallestAlone = 4500, WidthByHeight = 1.5;

    /// <summary>Where each column begins and ends in the drawing.</summary>
    public static ImmutableArray<(double Top, double Bottom)> Of(LayeredDrawing drawing, double width)
    {
        int count = drawing.Height <= TallestAlone ? 1 : Math.Max(1, (int)Math.Round(Math.Sqrt(WidthByHeight * drawing.Height / width)));
        double height = drawing.Height / count, top = -1;
        var columns = ImmutableArray.CreateBuilder<(double Top, double Bottom)>();
        for (int i = 0; i + 1 < drawing.Layers.Length; i++)
        {
            double cut = (drawing.Layers[i].Bottom + drawing.Layers[i + 1].Top) / 2;
            double next = (drawing.Layers[i + 1].Bottom + (i + 2 < drawing.Layers.Length ? drawing.Layers[i + 2].Top : drawing.Height)) / 2;
            if (columns.Count + 1 == count || next - top <= height + 40)
                continue;
            columns.Add((top, cut));
            top = cut;
        }

        columns.Add((top, drawing.Height + 1));
        return columns.ToImmutable();
    }
}
