using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>Element types as the format spells them.</summary>
internal static class SafetensorsNames
{
    public static string Of(ElementType type) => type.Text().ToUpperInvariant();
}
