namespace Lucid.Import.Onnx;

/// <summary>A file is no well-formed ONNX model or tensor: truncated, damaged, or data that contradict their own sizes.</summary>
/// <param name="source">The file's name, as far as known.</param>
/// <param name="place">Where in it: a field path, with the byte offset where there is one.</param>
/// <param name="problem">What was found and what was expected.</param>
public sealed class OnnxFormatException(string source, string place, string problem)
    : Exception($"{source}: {(place.Length == 0 ? string.Empty : place + ": ")}{problem}")
{
    /// <summary>Where in the file, as <c>byte 120, graph.node[3].attribute[0]</c>.</summary>
    public string Place => place;

    /// <summary>What was found and what was expected.</summary>
    public string Problem => problem;
}
