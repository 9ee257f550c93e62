using System.Text.Json.Serialization;

namespace Lucid.Benchmarks.Contestants;

/// <summary>A tensor of a peer's folder.</summary>
internal sealed record Port([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("file")] string File);

/// <summary>The lists of tensors in a peer's folder.</summary>
[JsonSerializable(typeof(IEnumerable<Port>))]
[JsonSerializable(typeof(Port[]))]
internal sealed partial class PeerJson : JsonSerializerContext;
