namespace Lucid.Packaging.Json;

/// <summary>The texts of enumerations in a program (spec/package-format.md, section 6).</summary>
internal static class FormatNames
{
    public static string Of(NumericsMode mode) => mode switch
    {
        NumericsMode.Fast => "fast",
        NumericsMode.Strict => "strict",
    };

    public static string Of(BufferKind kind) => kind switch
    {
        BufferKind.Input => "input",
        BufferKind.Output => "output",
        BufferKind.Activation => "activation",
        BufferKind.Constant => "constant",
        BufferKind.Prepared => "prepared",
        BufferKind.State => "state",
        BufferKind.External => "external",
    };

    public static string Of(BindingKind kind) => kind switch
    {
        BindingKind.Storage => "storage",
        BindingKind.TexelF32X4 => "texelF32x4",
    };

    public static string Of(BindingAccess access) => access switch
    {
        BindingAccess.Read => "read",
        BindingAccess.Write => "write",
        BindingAccess.ReadWrite => "readWrite",
    };

    public static string Of(SplitAxis axis) => axis switch
    {
        SplitAxis.X => "x",
        SplitAxis.Y => "y",
        SplitAxis.Z => "z",
        SplitAxis.Depth => "depth",
    };
}
