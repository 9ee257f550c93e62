using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Files.Images;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Verification.Goldens;
using Lucid.Verification.Models;

namespace Lucid.Cli.Options;

/// <summary><c>--golden</c> and what goes with it: data that a package carries to be verified with.</summary>
internal sealed class GoldenOptions
{
    private const string Random = "random:";
    private const int MostRandom = 256;

    private readonly Option<string[]> _goldens = new("--golden")
    {
        HelpName = "INPUTS|random:N",
        Description = "Stores inputs and what must come of them, for `lucid verify FILE.lvk`: files as for `run --input`, a folder as for `verify`, or N sets of seeded numbers. "
            + "Strict packages keep hashes of the contract's bits, fast ones the reference's numbers and a bound.",
    };

    private readonly Option<string[]> _shapes = new("--golden-shape")
    {
        HelpName = "NAME=1x3x64x64",
        Description = "Open sizes of random goldens, several by commas; given again, the sets take them in turn. Otherwise small ones.",
    };

    private readonly Option<bool> _kernels = new("--golden-kernels") { Description = "Keeps what every kernel must store, too: a session then finds a wrong kernel without the graph." };

    public void AddTo(Command command)
    {
        command.Add(_goldens);
        command.Add(_shapes);
        command.Add(_kernels);
    }

    public bool IsGiven(ParseResult arguments) => (arguments.GetValue(_goldens) ?? []).Length > 0;

    public bool WithKernels(ParseResult arguments) => arguments.GetValue(_kernels);

    /// <summary>Refuses what is wrong whatever the model, before anything is compiled.</summary>
    public void Check(ParseResult arguments)
    {
        string[] goldens = arguments.GetValue(_goldens) ?? [];
        bool isRandom = false;
        foreach (string text in goldens)
        {
            if (text.StartsWith(Random, StringComparison.Ordinal)) isRandom = Count(text) > 0;
            else if (!text.Contains('=', StringComparison.Ordinal) && !File.Exists(text) && !Directory.Exists(text)) throw new UsageException($"--golden {text}: no such file or folder; random:N makes N sets of seeded numbers");
        }

        if (goldens.Length == 0 && WithKernels(arguments)) throw new UsageException("--golden-kernels: there is no --golden to keep kernels of");
        if (!isRandom && Sizes(arguments).Count > 0) throw new UsageException("--golden-shape: sizes are for --golden random:N");
    }

    /// <summary>The data sets.</summary>
    public IReadOnlyList<ProofCase> Cases(ParseResult arguments, ModelSource model, LoweredProgram program, IReadOnlyDictionary<string, ImageOptions> images, Action<string> note)
    {
        List<ProofCase> cases = [];
        ImmutableArray<string> names = [.. program.Inputs.Select(input => input.Name)];
        InputCollector? single = null;
        foreach (string text in arguments.GetValue(_goldens) ?? [])
        {
            if (text.StartsWith(Random, StringComparison.Ordinal))
            {
                foreach ((ProofCase one, NominalSizes sizes) in RandomCases.Of(program, Count(text), Sizes(arguments)))
                {
                    cases.Add(one);
                    if (sizes.Symbols.Count > 0) note($"lucid: golden {one.Name} at {sizes}");
                }
            }
            else if (Directory.Exists(text)) cases.AddRange(FolderCases.OfFolder(text, model));
            else if (Path.GetExtension(text).Equals(".safetensors", StringComparison.OrdinalIgnoreCase) && File.Exists(text) && FolderCases.OfFile(text) is { } one) cases.Add(one);
            else (single ??= new InputCollector(model.Inputs, names, images, new Dictionary<string, ImageOptions>())).Add(TensorFileArgument.Parse("--golden", text, names));
        }

        if (single is not null) cases.Add(new ProofCase("inputs", single.Finish(new Dictionary<string, Shape>(), null, "--golden").Tensors, null, new Dictionary<string, HostTensor>()));
        string? twice = cases.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? cases : throw new UsageException($"--golden: two sets are called '{twice}'");
    }

    private static int Count(string text) =>
        int.TryParse(text[Random.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostRandom
            ? count : throw new UsageException($"--golden {text}: expected random:N with N from 1 to {MostRandom}");

    private List<IReadOnlyDictionary<string, Shape>> Sizes(ParseResult arguments)
    {
        List<IReadOnlyDictionary<string, Shape>> sizes = [];
        foreach (string text in arguments.GetValue(_shapes) ?? [])
        {
            Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
            foreach (string part in text.Split(','))
            {
                (string name, Shape shape) = ModelOptions.ParseShape(part);
                if (!shapes.TryAdd(name, shape)) throw new UsageException($"--golden-shape {text}: '{name}' was given a shape before");
            }

            sizes.Add(shapes);
        }

        return sizes;
    }
}
