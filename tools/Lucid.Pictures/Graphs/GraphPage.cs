using System.Text;
using System.Text.Json;

using Lucid.Pictures.Drawing;

namespace Lucid.Pictures.Graphs;

/// <summary>
/// A graph as one HTML page that loads nothing: the picture to drag and zoom, a search over names, and what there is to say of the box
/// that was clicked. The page's script stands in <c>GraphPage.js</c>, its style in <c>GraphPage.css</c>.
/// </summary>
public static class GraphPage
{
    public static string Write(GraphPicture picture)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").Append(MarkupText.Escape(picture.Title)).Append("</title>\n<style>\n");
        page.Append(PageResource.Read("GraphPage.css")).Append("</style>\n</head>\n<body>\n");
        page.Append("<div id=\"bar\"><input id=\"find\" type=\"search\" placeholder=\"find a node, an op, a shape\" aria-label=\"find\"><span id=\"found\"></span>");
        page.Append("<button id=\"whole\">whole graph</button><button id=\"readable\">100 %</button></div>\n");
        page.Append("<div id=\"view\">").Append(GraphSvg.Draw(picture, inColumns: false)).Append("</div>\n<div id=\"side\" hidden></div>\n");
        // The serializer escapes <, > and &, so no name can end the element.
        page.Append("<script type=\"application/json\" id=\"boxes\">").Append(Details(picture)).Append("</script>\n<script>\n").Append(PageResource.Read("GraphPage.js")).Append("</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static string Details(GraphPicture picture)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();
            foreach (PictureBox box in picture.Boxes)
            {
                json.WriteStartObject();
                json.WriteString("kind", box.Kind.ToString().ToLowerInvariant());
                json.WriteString("name", box.Name);
                json.WriteString("facts", box.Facts);
                json.WriteStartArray("nodes");
                foreach (PictureNode node in box.Nodes)
                {
                    json.WriteStartArray();
                    foreach (string part in new[] { node.Name, node.Op, node.Attributes, node.Facts, node.Results }) json.WriteStringValue(part);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
