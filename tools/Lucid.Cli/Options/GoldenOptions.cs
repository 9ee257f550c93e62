using System.Collections.Immutable;
using System.CommandLine;

using Lucid.Files;
using Lucid.Tensors;

namespace Lucid.Cli.Options;

/// <summary><c>--golden</c>: data that a package carries to be verified with.</summary>
internal sealed class GoldenOptions
{
    private readonly Option<string[]> _goldens = new("--golden") { HelpName = "FILE.safetensors", Description = "Stores input.NAME and output.NAME of the file in the package, for `lucid verify`." };

    public void AddTo(Command command) => command.Add(_goldens);

    public ImmutableSortedDictionary<string, HostTensor> Read(ParseResult arguments)
    {
        var goldens = ImmutableSortedDictionary.CreateBuilder<string, HostTensor>(StringComparer.Ordinal);
        foreach (string file in arguments.GetValue(_goldens) ?? [])
        {
            string set = Path.GetFileNameWithoutExtension(file);
            NamedTensor[] tensors = [.. TensorFiles.Read(file).Where(tensor => tensor.Name.StartsWith("input.", StringComparison.Ordinal) || tensor.Name.StartsWith("output.", StringComparison.Ordinal))];
            if (!tensors.Any(tensor => tensor.Name.StartsWith("output.", StringComparison.Ordinal))) throw new UsageException($"--golden {file}: no tensor in it is called output.NAME");
            foreach (NamedTensor tensor in tensors)
            {
                if (goldens.ContainsKey($"{set}/{tensor.Name}")) throw new UsageException($"--golden {file}: there is a set '{set}' already");
                goldens.Add($"{set}/{tensor.Name}", tensor.Tensor);
            }
        }

        return goldens.ToImmutable();
    }
}
