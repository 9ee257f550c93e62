using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>That the float32 variant is the same model, and can be carried out as well.</summary>
internal static class VariantRules
{
    public static void Check(Subject s)
    {
        if (s.Package.Float32 is not { } float32) return;
        LoweredProgram own = s.Program, other = float32.Program;
        if (own.Precision != ElementType.F16 || other.Precision != ElementType.F32)
            s.Report("f32: $.precision", $"{other.Precision.Text()} beside {own.Precision.Text()}; expected f32 beside f16");
        if (other.Name != own.Name) s.Report("f32: $.name", $"'{other.Name}'; expected '{own.Name}'");
        if (other.Numerics != own.Numerics) s.Report("f32: $.numerics", $"{other.Numerics}; expected {own.Numerics}");
        Same(s, "f32: $.inputs", other.Inputs, own.Inputs);
        Same(s, "f32: $.outputs", other.ModelOutputs, own.ModelOutputs);
        if (float32.GraphText is not null || float32.Proof is not null || float32.Goldens.Count > 0 || float32.Float32 is not null)
            s.Report("f32: $", $"a graph, goldens or a variant of its own; these are the package's");
        else foreach (ProgramFault fault in ProgramVerifier.Verify(float32)) s.Report($"f32: {fault.Path}", $"{fault.Message} [{fault.Rule}]");
    }

    private static void Same(Subject s, string path, ValueList<ProgramTensor> found, ValueList<ProgramTensor> expected)
    {
        string text = Text(found), wanted = Text(expected);
        if (text != wanted) s.Report(path, $"are {text}; the package's are {wanted}");
    }

    private static string Text(ValueList<ProgramTensor> tensors) => string.Join(", ", tensors.Select(tensor => $"{tensor.Name} {tensor.Type}"));
}
