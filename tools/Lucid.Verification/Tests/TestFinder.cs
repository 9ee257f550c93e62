using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Verification.Goldens;

namespace Lucid.Verification.Tests;

/// <summary>
/// Finds every test at or below a path, in ordinal order of paths. A test is a folder with <c>model.onnx</c> (or <c>.lvk</c>) and data sets,
/// a <c>NAME.onnx</c> beside <c>NAME_input.npy</c> and <c>NAME_output.npy</c>, a <c>cases.json</c>, a <c>doc_shapes.json</c>, or a package that carries goldens.
/// </summary>
public static class TestFinder
{
    private const int MostDepth = 64;
    private const string ModelName = "model";
    private const string LatentsName = "latents.npy"; // the input of a decoder, shared by the models beside it
    private const string OnnxNodeIndex = "index.json";
    private const string OnnxNodeFormat = "lucid-onnx-node-index/1";

    private static readonly ImmutableArray<string> DataExtensions = [".pb", ".npy"];
    private static readonly ImmutableArray<string> ModelExtensions = [".lucid", ".onnx", ".lvk"];

    /// <summary>The tests of a path.</summary>
    /// <exception cref="TestFormatException">The path does not exist, or a file that describes tests is damaged.</exception>
    public static IReadOnlyList<VerificationTest> Find(string path)
    {
        List<VerificationTest> found = [];
        if (File.Exists(path)) AddFile(path, found);
        else if (Directory.Exists(path)) AddFolder(path, 0, found);
        else throw new TestFormatException(path, "no such file or folder");
        return found;
    }

    private static void AddFolder(string folder, int depth, List<VerificationTest> found)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        string[] models = [.. files.Where(IsModel)];
        foreach (string file in files)
        {
            // The test of a folder is called as the folder, unless it has several models.
            bool namesFolder = models.Length == 1 && Path.GetFileNameWithoutExtension(file) == ModelName;
            AddFile(file, found, namesFolder ? folder : file);
        }

        if (depth == MostDepth) return;
        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            // A link back up would never end.
            if (File.GetAttributes(inner).HasFlag(FileAttributes.ReparsePoint) && IsAbove(inner, folder)) continue;
            AddFolder(inner, depth + 1, found);
        }
    }

    private static void AddFile(string file, List<VerificationTest> found, string? name = null)
    {
        if (OperatorTest.IsKnown(file)) found.Add(OperatorTest.Read(file, file));
        if (ShapeTest.IsKnown(file)) found.Add(ShapeTest.Read(file, file));
        if (!IsModel(file)) return;
        if (Proofs(file) is { Length: > 0 } proofs) found.Add(new GoldenTest { Path = name ?? file, ModelFile = file, Sets = proofs });
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string stem = Path.GetFileNameWithoutExtension(file);
        List<ModelDataSet> sets = [.. stem == ModelName ? FolderSets(folder) : [], .. PairSets(folder, stem), .. PackageSets(file)];
        if (sets.Count == 0) return;
        found.Add(new ModelTest { Path = name ?? file, ModelFile = file, Kind = KindOf(folder, sets), Sets = [.. sets] });
    }

    private static bool IsModel(string file) => ModelExtensions.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static List<ModelDataSet> FolderSets(string folder)
    {
        List<ModelDataSet> sets = [];
        foreach (string file in Directory.EnumerateFiles(folder, "io*.safetensors").Order(StringComparer.Ordinal))
            sets.Add(new NamedDataSet(Path.GetFileNameWithoutExtension(file), file));
        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(inner);
            if (name.StartsWith("test_data_set_", StringComparison.Ordinal) && NumberedDataSet.IsIn(inner, ".pb")) sets.Add(new NumberedDataSet(name, inner, ".pb"));
            else if (NumberedDataSet.IsIn(inner, ".npy")) sets.Add(new NumberedDataSet(name, inner, ".npy"));
        }

        return sets;
    }

    private static List<ModelDataSet> PairSets(string folder, string stem)
    {
        string output = Path.Combine(folder, stem + "_output.npy");
        string? input = new[] { stem + "_input.npy", LatentsName }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return File.Exists(output) && input is not null ? [new PairDataSet(stem, input, output)] : [];
    }

    // The data sets by which a package proves itself.
    private static ImmutableArray<string> Proofs(string file)
    {
        if (!Path.GetExtension(file).Equals(".lvk", StringComparison.OrdinalIgnoreCase)) return [];
        try
        {
            using OpenPackage package = PackageReader.Open(file);
            return package.Package.Proof is { } proof ? [.. proof.Sets.Select(set => set.Name)] : [];
        }
        catch (PackageFormatException)
        {
            return []; // PackageSets has a test that says so
        }
    }

    /// <summary>The data sets of a folder, which is that of a test or itself that of a data set; none where it is neither.</summary>
    internal static IReadOnlyList<ModelDataSet> DataSetsOf(string folder)
    {
        string name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        string? extension = DataExtensions.FirstOrDefault(extension => NumberedDataSet.HasInputs(folder, extension));
        return extension is null ? FolderSets(folder) : [new NumberedDataSet(name, folder, extension)];
    }

    // A package that cannot be read has a test that says so.
    private static IEnumerable<ModelDataSet> PackageSets(string file)
    {
        if (!Path.GetExtension(file).Equals(".lvk", StringComparison.OrdinalIgnoreCase)) return [];
        try
        {
            using OpenPackage package = PackageReader.Open(file);
            return package.Package.Proof is { Sets.Count: > 0 } ? [] : PackageDataSet.Of(package.Package);
        }
        catch (PackageFormatException)
        {
            return [new PackageDataSet("goldens")];
        }
    }

    private static ModelTestKind KindOf(string folder, List<ModelDataSet> sets)
    {
        if (GoldenManifest.Find(folder) is not null) return ModelTestKind.GoldenModel;
        if (!sets.Any(set => set is NumberedDataSet { Extension: ".pb" })) return ModelTestKind.TrainedModel;
        return IsOfOnnx(folder) ? ModelTestKind.OnnxNode : ModelTestKind.OnnxTestFolder;
    }

    // The index lies beside the tests or one folder above.
    private static bool IsOfOnnx(string folder)
    {
        DirectoryInfo? above = new DirectoryInfo(folder).Parent;
        return new[] { above, above?.Parent }.Where(candidate => candidate is not null)
            .Select(candidate => Path.Combine(candidate!.FullName, OnnxNodeIndex))
            .Any(index => File.Exists(index) && JsonFields.Read(index) is var root && root.Has("format") && root.Text("format") == OnnxNodeFormat);
    }

    private static bool IsAbove(string link, string folder)
    {
        string target = Path.GetFullPath(Directory.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link);
        return (Path.GetFullPath(folder) + Path.DirectorySeparatorChar).StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
