using System.Globalization;

namespace Lucid.Model;

/// <summary>A place in a model's source: a file with line and column (from 1), or only a name where the source has no lines (an ONNX node).</summary>
/// <param name="File">File or source name; empty if unknown.</param>
/// <param name="Line">Line from 1; 0 if the source has no lines.</param>
/// <param name="Column">Column from 1; 0 if unknown.</param>
public readonly record struct SourceSpan(string File, int Line = 0, int Column = 0)
{
    /// <summary>An unknown place.</summary>
    public static SourceSpan None => new(string.Empty);

    /// <summary>As <c>decoder.lucid:12:9</c>, <c>model.onnx: node 'conv1'</c> or an empty text.</summary>
    public override string ToString()
    {
        if (Line == 0) return File ?? string.Empty;
        return Column == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}")
            : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
    }
}
