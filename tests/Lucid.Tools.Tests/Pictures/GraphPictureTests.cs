using System.Text.Json;
using System.Xml.Linq;

using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Pictures.Graphs;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class GraphPictureTests
{
    private static readonly Dictionary<string, long> Sizes = new() { ["batch"] = 1, ["h"] = 16, ["w"] = 16 };

    [Fact]
    public void Four_nodes_are_drawn_as_their_golden_text() => Golden.Match("pictures/graph/four_nodes", GraphSvg.Draw(GraphPicture.OfNodes(DrawnModels.FourNodes(), Sizes)));

    [Fact]
    public void Kernels_are_drawn_as_their_golden_text() => Golden.Match("pictures/graph/three_kernels", GraphSvg.Draw(ThreeKernels));

    [Fact]
    public void Graphviz_gets_clusters_and_extents() => Golden.Match("pictures/graph/three_kernels_dot", GraphDot.Write(ThreeKernels));

    [Fact]
    public void A_picture_of_four_hundred_nodes_has_every_node_and_every_value()
    {
        Graph graph = DrawnModels.UNet(levels: 5, blocks: 9);
        Assert.True(graph.Nodes.Length >= 400);
        GraphPicture picture = GraphPicture.OfNodes(graph, Sizes);
        XDocument svg = XDocument.Parse(GraphSvg.Draw(picture));
        string[] titles = [.. svg.Descendants().Where(element => element.Name.LocalName == "title").Select(element => element.Value)];
        foreach (Node node in graph.Nodes)
        {
            Assert.Contains(titles, title => title.StartsWith($"{node.Name};", StringComparison.Ordinal));
            Assert.Contains(titles, title => title.StartsWith($"{graph[node.Output].Name}:", StringComparison.Ordinal));
        }

        // Cut into columns: no wider nor higher than what a screen shows of it with names that can be read.
        double width = (double)svg.Root!.Attribute("width")!, height = (double)svg.Root!.Attribute("height")!;
        Assert.InRange(width / height, 0.8, 2.5);
    }

    [Fact]
    public void Kernels_hold_their_nodes_and_every_node_is_in_one_box()
    {
        Graph graph = DrawnModels.UNet(levels: 3, blocks: 2);
        GraphPicture picture = Kernels(graph);
        string[] nodes = [.. picture.Boxes.SelectMany(box => box.Nodes).Select(node => node.Name)];
        Assert.Equal(graph.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal), nodes.Order(StringComparer.Ordinal));
        Assert.Contains(picture.Boxes, box => box.Kind == PictureBoxKind.Kernel && box.Nodes.Length > 1);
        Assert.All(picture.Links, link => Assert.True(link.From < link.To, $"{link}"));
    }

    [Fact]
    public void Weights_and_arithmetic_are_those_of_the_definition()
    {
        GraphPicture picture = GraphPicture.OfNodes(DrawnModels.FourNodes(), Sizes);
        // 4·8·4·4 weights, each met by 16·16 inputs: 2 · 512 · 256 operations.
        Assert.Equal("512 weights · 262 kFLOP", picture.Boxes[1].Facts);
        Assert.Equal("8.19 kFLOP", picture.Boxes[2].Facts);
        Assert.Equal("216 weights · 442 kFLOP", picture.Boxes[3].Facts);
        Assert.Equal("batch×8×(2*h)×(2*w)", picture.Links[1].Type);
    }

    [Fact]
    public void A_page_loads_nothing_and_takes_no_markup_from_names()
    {
        string page = GraphPage.Write(Kernels(DrawnModels.FourNodes()));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page.Replace("default-src", "", StringComparison.Ordinal).Replace("style-src", "", StringComparison.Ordinal).Replace("script-src", "", StringComparison.Ordinal), StringComparison.Ordinal);
        const string Begin = "id=\"boxes\">";
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        using JsonDocument boxes = JsonDocument.Parse(page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)]);
        Assert.Contains("<script>alert(1)</script>", boxes.RootElement[1].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    // By hand, so that these texts change with the drawing and not with what the compiler fuses.
    private static readonly GraphPicture ThreeKernels = new("three <kernels>", "3 kernels for 4 nodes",
    [
        new(PictureBoxKind.Input, "x", "batch×4×h×w", []),
        new(PictureBoxKind.Kernel, "up \"1\" & <script>+leaky_relu", "512 weights · 270 kFLOP · 38.0 KiB moved",
        [
            new("up \"1\" & <script>", "conv_transpose", OpFamily.Linear, "4×4, stride 2, pad 1", "512 weights · 262 kFLOP", "batch×8×(2*h)×(2*w)"),
            new("act", "leaky_relu", OpFamily.Elementwise, "alpha=0.2", "8.19 kFLOP", "batch×8×(2*h)×(2*w)"),
        ]),
        new(PictureBoxKind.Kernel, "mean", "8.19 kFLOP", [new("mean", "reduce", OpFamily.Reduction, "axes=[2,3]", "8.19 kFLOP", "batch×8×1×1")]),
        new(PictureBoxKind.Node, "view \\ end", "no kernel", [new("view \\ end", "reshape", OpFamily.Movement, "", "", "batch×8")]),
        new(PictureBoxKind.Output, "image", "batch×8×(2*h)×(2*w)", []),
        new(PictureBoxKind.Output, "code", "i64 batch×8", []),
    ],
    [
        new(0, 0, 0, 1, 0, "x", "batch×4×h×w"), new(1, 1, 0, 2, 0, "act", "batch×8×(2*h)×(2*w)"), new(1, 1, 0, 4, 0, "act", "batch×8×(2*h)×(2*w)"),
        new(2, 0, 0, 3, 0, "mean", "batch×8×1×1"), new(3, 0, 0, 5, 0, "code", "i64 batch×8"),
    ]);

    private static GraphPicture Kernels(Graph graph)
    {
        ModelPackage package = ModelCompiler.Compile(graph);
        return GraphPicture.OfKernels(GraphParser.Parse(package.GraphText!, package.Constants, "test"), package.Program, Sizes);
    }
}
