using System.Collections.Immutable;

using Lucid.Pictures.Layout;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class LayeredLayoutTests
{
    [Fact]
    public void Boxes_never_overlap_and_edges_run_down()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (ImmutableArray<LayoutBox> boxes, ImmutableArray<LayoutEdge> edges) = Random(seed);
            LayeredDrawing drawing = LayeredLayout.Run(boxes, edges);
            for (int i = 0; i < boxes.Length; i++)
            {
                for (int j = 0; j < i; j++) Assert.False(Overlap(drawing, boxes, i, j), $"seed {seed}: boxes {j} and {i}");
            }

            for (int i = 0; i < edges.Length; i++)
            {
                ImmutableArray<LayoutPoint> route = drawing.Routes[i];
                Assert.True(route.Zip(route.Skip(1)).All(pair => pair.First.Y <= pair.Second.Y), $"seed {seed}: edge {edges[i]}");
                Assert.Equal(drawing.Corners[edges[i].From].Y + boxes[edges[i].From].Height, route[0].Y);
                Assert.Equal(drawing.Corners[edges[i].To].Y, route[^1].Y);
            }
        }
    }

    [Fact]
    public void Long_edges_pass_beside_the_boxes()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (ImmutableArray<LayoutBox> boxes, ImmutableArray<LayoutEdge> edges) = Random(seed);
            LayeredDrawing drawing = LayeredLayout.Run(boxes, edges);
            foreach (ImmutableArray<LayoutPoint> route in drawing.Routes)
            {
                for (int i = 1; i + 1 < route.Length; i += 2)
                {
                    Assert.Equal(route[i].X, route[i + 1].X);
                    Assert.DoesNotContain(Enumerable.Range(0, boxes.Length), box =>
                        drawing.Corners[box].X < route[i].X && route[i].X < drawing.Corners[box].X + boxes[box].Width
                        && drawing.Corners[box].Y < route[i + 1].Y && route[i].Y < drawing.Corners[box].Y + boxes[box].Height);
                }
            }
        }
    }

    [Fact]
    public void A_chain_stands_in_a_column_whatever_skips_run_beside_it()
    {
        ImmutableArray<LayoutBox> boxes = [.. Enumerable.Range(0, 40).Select(i => new LayoutBox(100 + i % 3 * 40, 40))];
        ImmutableArray<LayoutEdge> edges = [.. Enumerable.Range(0, 39).Select(i => new LayoutEdge(i, i + 1)), .. Enumerable.Range(0, 15).Select(i => new LayoutEdge(i, 39 - i))];
        LayeredDrawing drawing = LayeredLayout.Run(boxes, edges);
        Assert.Single(Enumerable.Range(0, 40).Select(i => Math.Round(drawing.Corners[i].X + boxes[i].Width / 2, 6)).Distinct());
        Assert.All(drawing.Routes.Take(39), route => Assert.Equal(route[0].X, route[^1].X));
    }

    [Fact]
    public void Branches_that_need_not_cross_do_not()
    {
        // Four branches that are joined in the opposite order to the one in which they are listed.
        ImmutableArray<LayoutBox> boxes = [.. Enumerable.Repeat(new LayoutBox(80, 30), 10)];
        ImmutableArray<LayoutEdge> edges = [new(0, 1), new(0, 2), new(0, 3), new(0, 4), new(1, 8), new(2, 7), new(3, 6), new(4, 5), new(5, 9), new(6, 9), new(7, 9), new(8, 9)];
        LayeredDrawing drawing = LayeredLayout.Run(boxes, edges);
        int[] upper = [.. Enumerable.Range(1, 4).OrderBy(i => drawing.Corners[i].X)], lower = [.. Enumerable.Range(5, 4).OrderBy(i => drawing.Corners[i].X)];
        Assert.Equal(upper.Select(i => 9 - i), lower);
    }

    [Fact]
    public void The_same_input_gives_the_same_drawing()
    {
        (ImmutableArray<LayoutBox> boxes, ImmutableArray<LayoutEdge> edges) = Random(7);
        LayeredDrawing first = LayeredLayout.Run(boxes, edges), second = LayeredLayout.Run(boxes, edges);
        Assert.Equal(first.Corners.AsEnumerable(), second.Corners);
        Assert.Equal(first.Routes.SelectMany(route => route), second.Routes.SelectMany(route => route));
    }

    [Fact]
    public void Nothing_and_one_box_are_drawings_too()
    {
        Assert.Equal(0, LayeredLayout.Run([], []).Height);
        LayeredDrawing one = LayeredLayout.Run([new(50, 20)], []);
        Assert.Equal((50, 20, new LayoutPoint(0, 0)), (one.Width, one.Height, one.Corners[0]));
    }

    [Fact]
    public void Edges_back_and_to_itself_do_no_harm()
    {
        LayeredDrawing drawing = LayeredLayout.Run([new(50, 20), new(50, 20)], [new(0, 1), new(1, 0), new(1, 1)]);
        Assert.True(drawing.Routes[1][0].Y > drawing.Routes[1][^1].Y);
        Assert.Empty(drawing.Routes[2]);
    }

    private static (ImmutableArray<LayoutBox> Boxes, ImmutableArray<LayoutEdge> Edges) Random(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(2, 40);
        ImmutableArray<LayoutBox> boxes = [.. Enumerable.Range(0, count).Select(_ => new LayoutBox(random.Next(20, 200), random.Next(20, 90)))];
        HashSet<LayoutEdge> edges = [];
        for (int to = 1; to < count; to++)
        {
            for (int k = random.Next(0, 3); k >= 0; k--) edges.Add(new LayoutEdge(random.Next(3) == 0 ? random.Next(to) : to - 1, to));
        }

        return (boxes, [.. edges]);
    }

    private static bool Overlap(LayeredDrawing drawing, ImmutableArray<LayoutBox> boxes, int i, int j) =>
        drawing.Corners[i].X < drawing.Corners[j].X + boxes[j].Width && drawing.Corners[j].X < drawing.Corners[i].X + boxes[i].Width
        && drawing.Corners[i].Y < drawing.Corners[j].Y + boxes[j].Height && drawing.Corners[j].Y < drawing.Corners[i].Y + boxes[i].Height;
}
