using Lucid.Files;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Goldens;

/// <summary>Data sets of files in the forms that <c>lucid verify</c> reads.</summary>
public static class FolderCases
{
    /// <summary>The data sets of a test's folder (<c>io*.safetensors</c>, <c>test_data_set_*</c>, folders of <c>input_*.npy</c>), or of a folder that is one of those.</summary>
    /// <exception cref="TestFormatException">There is none, or one is damaged.</exception>
    public static IReadOnlyList<ProofCase> OfFolder(string folder, ModelSource model)
    {
        IReadOnlyList<ModelDataSet> sets = TestFinder.DataSetsOf(folder);
        if (sets.Count == 0) throw new TestFormatException(folder, "no data in it: expected input_*.npy or input_*.pb, io*.safetensors, or folders test_data_set_*");
        return [.. sets.Select(set => Case(set.Name, set.Load(model)))];
    }

    /// <summary>The data set of a safetensors file with <c>input.NAME</c> and perhaps <c>output.NAME</c>; null where nothing in it is called so.</summary>
    public static ProofCase? OfFile(string file)
    {
        IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(file);
        Dictionary<string, HostTensor> inputs = Named("input."), outputs = Named("output.");
        return inputs.Count == 0 && outputs.Count == 0 ? null : new ProofCase(Path.GetFileNameWithoutExtension(file), inputs, null, outputs);

        Dictionary<string, HostTensor> Named(string prefix) => tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Name[prefix.Length..], tensor => tensor.Tensor, StringComparer.Ordinal);
    }

    private static ProofCase Case(string name, Example example) => new(name, Tensors(example.Inputs), null, Tensors(example.Outputs));

    private static Dictionary<string, HostTensor> Tensors(IReadOnlyList<NamedExample> examples) => examples.ToDictionary(one => one.Name, one => one.Tensor, StringComparer.Ordinal);
}
