using System.Globalization;
using System.Text;

namespace Lucid.Pictures.Graphs;

/// <summary>A graph for Graphviz: <c>dot -Tsvg FILE.dot</c>. Kernels are clusters; extents stand on the edges.</summary>
public static class GraphDot
{
    public static string Write(GraphPicture picture)
    {
        var text = new StringBuilder();
        text.Append("digraph lucid {\n");
        text.Append("  graph [label=").Append(Quoted($"{picture.Title}\n{picture.Summary}")).Append(", labelloc=t, fontname=\"Helvetica\", rankdir=TB];\n");
        text.Append("  node [shape=box, style=filled, fillcolor=white, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n");
        for (int i = 0; i < picture.Boxes.Length; i++)
            WriteBox(text, picture.Boxes[i], i);
        foreach (PictureLink link in picture.Links)
        {
            text.Append("  ").Append(Id(link.From, link.FromNode)).Append(" -> ").Append(Id(link.To, link.ToNode))
                .Append(" [label=").Append(Quoted(link.Type)).Append(", tooltip=").Append(Quoted(link.Value)).Append("];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteBox(StringBuilder text, PictureBox box, int index)
    {
        if (box.Nodes.Length == 0)
        {
            text.Append("  ").Append(Id(index, 0)).Append(" [shape=oval, label=").Append(Quoted($"{box.Name}\n{box.Facts}")).Append("];\n");
            return;
        }

        bool isKernel = box.Kind == PictureBoxKind.Kernel;
        if (isKernel)
            text.Append(CultureInfo.InvariantCulture, $"  subgraph cluster_{index} {{\n    graph [label={Quoted($"{box.Name}\n{box.Facts}")}, fontsize=10, style=rounded];\n");
        for (int node = 0; node < box.Nodes.Length; node++)
        {
            PictureNode member = box.Nodes[node];
            string label = string.Join('\n', new[] { $"{member.Op} {member.Attributes}".TrimEnd(), isKernel ? "" : member.Name, member.Facts }.Where(line => line.Length > 0));
            text.Append(isKernel ? "    " : "  ").Append(Id(index, node)).Append(" [label=").Append(Quoted(label)).Append(", tooltip=").Append(Quoted(member.Name))
                .Append(", fillcolor=").Append(Quoted(Fill(member.Family))).Append("];\n");
        }

        // Within a kernel the order of the nodes is what there is to show.
        for (int node = 1; isKernel && node < box.Nodes.Length; node++)
            text.Append("    ").Append(Id(index, node - 1)).Append(" -> ").Append(Id(index, node)).Append(" [style=dotted, arrowhead=none];\n");
        if (isKernel)
            text.Append("  }\n");
    }

    private static string Id(int box, int node) => string.Create(CultureInfo.InvariantCulture, $"b{box}_{node}");

    // In DOT a backslash begins an escape; other control characters have no place in a label.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                < 0x20 or (>= 0x7F and <= 0x9F) => quoted.Append('\uFFFD'),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Fill(OpFamily family) => family switch
    {
        OpFamily.Linear => "#cfe3fb",
        OpFamily.Elementwise => "#fdebc4",
        OpFamily.Normalization => "#e8dcf9",
        OpFamily.Reduction => "#fad8d4",
        OpFamily.Resampling => "#cdeed6",
        OpFamily.Movement => "#e4e7eb",
    };
}
