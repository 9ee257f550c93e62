using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>Arguments that every torch.nn module with parameters has, and that mean less here.</summary>
internal static class Arguments
{
    /// <summary>A model has no device, and parameters are f32 or f16.</summary>
    public static void CheckPlacement(string layer, string? device, ElementType? dtype, SourceSpan span, DiagnosticBag found)
    {
        if (device is not null) found.Add(DiagnosticDescriptors.DeviceRefused.At(span, layer, device));
        if (dtype is { } type and not (ElementType.F32 or ElementType.F16)) found.Add(DiagnosticDescriptors.DtypeRefused.At(span, layer, type.Text()));
    }

    /// <summary>As <see cref="CheckPlacement"/>, and every count is at least 1; throws what is wrong.</summary>
    public static void Check(string layer, string? device, ElementType? dtype, SourceSpan span, params ReadOnlySpan<(string Name, long Value)> counts)
    {
        DiagnosticBag found = [];
        foreach ((string name, long value) in counts)
        {
            if (value < 1) found.Add(DiagnosticDescriptors.ArgumentTooSmall.At(span, layer, name, value, 1));
        }

        CheckPlacement(layer, device, dtype, span, found);
        if (found.HasErrors) throw new ModelException([.. found]);
    }
}
