namespace Lucid.Files;

/// <summary>
/// Files that hold a model's inputs and outputs together call them <c>input.NAME</c> and <c>output.NAME</c>. A file without
/// such names holds one kind only, under the plain names.
/// </summary>
public static class InputOutputNames
{
    private const string InputPrefix = "input.";
    private const string OutputPrefix = "output.";

    /// <summary>The inputs, under their plain names.</summary>
    public static IReadOnlyList<NamedTensor> Inputs(IReadOnlyList<NamedTensor> tensors) => Select(tensors, InputPrefix, OutputPrefix);

    /// <summary>The outputs, under their plain names.</summary>
    public static IReadOnlyList<NamedTensor> Outputs(IReadOnlyList<NamedTensor> tensors) => Select(tensors, OutputPrefix, InputPrefix);

    private static IReadOnlyList<NamedTensor> Select(IReadOnlyList<NamedTensor> tensors, string wanted, string other)
    {
        bool marked = tensors.Any(tensor => tensor.Name.StartsWith(wanted, StringComparison.Ordinal) || tensor.Name.StartsWith(other, StringComparison.Ordinal));
        return marked
            ? [.. tensors.Where(tensor => tensor.Name.StartsWith(wanted, StringComparison.Ordinal)).Select(tensor => tensor with { Name = tensor.Name[wanted.Length..] })]
            : tensors;
    }
}
