using System.Globalization;

using Lucid.Files;
using Lucid.Import;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Verification.Tests;

/// <summary>Where inputs and expected outputs of a model are.</summary>
/// <param name="Name">The data set's name within its test.</param>
public abstract record ModelDataSet(string Name)
{
    /// <summary>Reads them and gives them the model's names.</summary>
    /// <exception cref="TestFormatException">They do not suit the model.</exception>
    public abstract Example Load(ModelSource model);

    /// <summary>Tensors in the order of the model's inputs or outputs.</summary>
    private protected static List<NamedExample> ByPosition(string place, string kind, IReadOnlyList<DeclaredPort> ports, IReadOnlyList<(int Index, string File)> files)
    {
        List<NamedExample> named = [];
        foreach ((int index, string file) in files)
        {
            if (index >= ports.Count)
            {
                throw new TestFormatException(place, string.Create(CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(file)}: the model has {ports.Count} {kind}s: {string.Join(", ", ports.Select(port => port.Name))}"));
            }

            named.Add(new NamedExample(ports[index].Name, AsDeclared(TensorFiles.ReadSingle(file).Tensor, ports[index].Element)));
        }

        return named;
    }

    /// <summary>ONNX's tests come from numpy, which has no bfloat16: they store its bits as uint16.</summary>
    private static HostTensor AsDeclared(HostTensor tensor, ElementType? declared) =>
        declared == ElementType.BF16 && tensor.Element == ElementType.U16 ? new HostTensor(ElementType.BF16, tensor.Shape, tensor.Bytes) : tensor;
}

/// <summary>A folder with <c>input_0.pb</c> …, <c>output_0.pb</c> …, or the same as <c>.npy</c>, and perhaps <c>probe_0.npy</c> … named in <c>probes.txt</c>.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Extension"><c>.pb</c> or <c>.npy</c>.</param>
internal sealed record NumberedDataSet(string Name, string Folder, string Extension) : ModelDataSet(Name)
{
    private const string ProbeNames = "probes.txt";

    /// <summary>Whether a folder holds at least an input and an output, or an output of a model without inputs.</summary>
    public static bool IsIn(string folder, string extension) => Files(folder, "output", extension).Count > 0;

    /// <summary>Whether a folder holds an input.</summary>
    public static bool HasInputs(string folder, string extension) => Files(folder, "input", extension).Count > 0;

    public override Example Load(ModelSource model)
    {
        List<(int, string File)> probes = Files(Folder, "probe", Extension);
        Dictionary<string, string> names = probes.Count == 0 ? [] : ReadProbeNames(System.IO.Path.Combine(Folder, ProbeNames));
        return new Example(
            ByPosition(Folder, "input", model.DeclaredInputs, Files(Folder, "input", Extension)),
            ByPosition(Folder, "output", model.DeclaredOutputs, Files(Folder, "output", Extension)),
            [.. probes.Select(probe => new NamedExample(NameOf(probe.File, names), TensorFiles.ReadSingle(probe.File).Tensor))]);
    }

    private string NameOf(string file, Dictionary<string, string> names) =>
        names.TryGetValue(System.IO.Path.GetFileNameWithoutExtension(file), out string? name)
            ? name
            : throw new TestFormatException(Folder, $"{System.IO.Path.GetFileName(file)} is not named in {ProbeNames}");

    // Lines `probe_1 = segment_add 1x1x256x256`; the shape says what the file says.
    private static Dictionary<string, string> ReadProbeNames(string path)
    {
        if (!File.Exists(path)) throw new TestFormatException(path, "no such file; it names the probes");
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path).Where(line => line.Trim().Length > 0))
        {
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            int shape = line.TrimEnd().LastIndexOf(' ');
            if (equals < 0 || shape <= equals + 2) throw new TestFormatException(path, $"found '{line}', expected 'probe_0 = NAME SHAPE'");
            names[line[..equals].Trim()] = line[(equals + 3)..shape].Trim();
        }

        return names;
    }

    private static List<(int Index, string File)> Files(string folder, string prefix, string extension)
    {
        List<(int Index, string File)> files = [];
        foreach (string file in Directory.EnumerateFiles(folder, $"{prefix}_*{extension}"))
        {
            string number = System.IO.Path.GetFileNameWithoutExtension(file)[(prefix.Length + 1)..];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index)) files.Add((index, file));
        }

        files.Sort();
        return files;
    }
}

/// <summary>A safetensors file with <c>input.NAME</c> and <c>output.NAME</c>.</summary>
internal sealed record NamedDataSet(string Name, string File) : ModelDataSet(Name)
{
    public override Example Load(ModelSource model)
    {
        IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(File);
        var inputs = tensors.Where(tensor => tensor.Name.StartsWith("input.", StringComparison.Ordinal)).ToArray();
        var outputs = tensors.Where(tensor => tensor.Name.StartsWith("output.", StringComparison.Ordinal)).ToArray();
        if (outputs.Length == 0) throw new TestFormatException(File, "no tensor is named output.NAME");
        return new Example(Plain(inputs, "input.".Length), Plain(outputs, "output.".Length), []);
    }

    private static NamedExample[] Plain(NamedTensor[] tensors, int prefix) => [.. tensors.Select(tensor => new NamedExample(tensor.Name[prefix..], tensor.Tensor))];
}

/// <summary><c>NAME_input.npy</c> and <c>NAME_output.npy</c> beside <c>NAME.onnx</c>, for a model of one input and one output.</summary>
internal sealed record PairDataSet(string Name, string InputFile, string OutputFile) : ModelDataSet(Name)
{
    public override Example Load(ModelSource model)
    {
        return new Example(
            ByPosition(InputFile, "input", model.DeclaredInputs, [(0, InputFile)]), ByPosition(OutputFile, "output", model.DeclaredOutputs, [(0, OutputFile)]), []);
    }
}

/// <summary>Goldens that a package carries: <c>SET/input.NAME</c> and <c>SET/output.NAME</c>.</summary>
/// <param name="Name">SET.</param>
internal sealed record PackageDataSet(string Name) : ModelDataSet(Name)
{
    /// <summary>The data sets of a package.</summary>
    public static IEnumerable<PackageDataSet> Of(ModelPackage package) =>
        [.. package.Goldens.Keys.Where(key => key.Contains("/output.", StringComparison.Ordinal)).Select(key => key[..key.IndexOf('/')]).Distinct(StringComparer.Ordinal).Select(name => new PackageDataSet(name))];

    public override Example Load(ModelSource model) => new(Plain(model, "input."), Plain(model, "output."), []);

    private NamedExample[] Plain(ModelSource model, string kind)
    {
        string prefix = $"{Name}/{kind}";
        return [.. model.Package.Goldens.Where(golden => golden.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(golden => new NamedExample(golden.Key[prefix.Length..], golden.Value))];
    }
}
