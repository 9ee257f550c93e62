using System.Collections.Immutable;
using System.CommandLine;

using Lucid.Cli.Data;
using Lucid.Files;
using Lucid.Files.Images;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Options;

/// <summary><c>--input</c>, <c>--random</c> and <c>--image</c>.</summary>
internal sealed class InputOptions
{
    private readonly Option<string[]> _inputs = new("--input")
    {
        HelpName = "[NAME=]FILE",
        Description = "Data of an input: .npy, .safetensors, .pb, .png or .wav. Without NAME in the model's order; several files for one input make a batch.",
    };

    private readonly Option<long?> _random = new("--random") { HelpName = "SEED", Description = "Fills inputs that are not given with seeded normal numbers." };

    private readonly Option<string[]> _images = new("--image")
    {
        HelpName = "NAME=OPTION,…",
        Description = "How pictures become inputs and outputs pictures: range=-1..1, mean=r/g/b, std=r/g/b, layout=nhwc, channels=bgr, resize=WxH, multiple=32, pad=reflect:14, output=range=0..1.",
    };

    public void AddTo(Command command)
    {
        command.Add(_inputs);
        command.Add(_random);
        command.Add(_images);
    }

    /// <summary>The model, made for the data of inputs that it reads sizes from.</summary>
    public ModelSource Complete(ParseResult arguments, ModelSource file)
    {
        if (!file.AwaitsInputs) return file;
        Dictionary<string, HostTensor> values = new(StringComparer.Ordinal);
        Queue<string> open = new(file.InputNames);
        foreach (TensorFileArgument argument in (arguments.GetValue(_inputs) ?? []).Select(text => TensorFileArgument.Parse("--input", text, file.InputNames)))
        {
            IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(argument.File);
            if (tensors is not [var only]) foreach (NamedTensor tensor in InputOutputNames.Inputs(tensors)) values.TryAdd(tensor.Name, tensor.Tensor);
            else if (argument.Name is { } name) values.TryAdd(name, only.Tensor);
            else if (file.InputNames.Contains(only.Name)) values.TryAdd(only.Name, only.Tensor);
            else if (open.TryDequeue(out string? next)) values.TryAdd(next, only.Tensor);
        }

        return file.WithInputValues(values);
    }

    /// <summary>The data of every input.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="shapes">What <c>--shape</c> says.</param>
    /// <param name="otherwiseSeed">The seed for inputs that are not given where <c>--random</c> is not; null to refuse.</param>
    public GivenInputs Gather(ParseResult arguments, ModelSource model, IReadOnlyDictionary<string, Shape> shapes, long? otherwiseSeed = null)
    {
        ImmutableArray<ModelPort> ports = model.Inputs;
        ImmutableArray<string> names = model.InputNames;
        Dictionary<string, ImageOptions> stored = model.IsCompiled ? ImageMetadata.Read(model.Package.Program.Metadata) : [];
        InputCollector collector = new(ports, names, ImageMetadata.Parse(arguments.GetValue(_images) ?? [], names), stored);
        foreach (string text in arguments.GetValue(_inputs) ?? []) collector.Add(TensorFileArgument.Parse("--input", text, names));
        return collector.Finish(shapes, arguments.GetValue(_random) ?? otherwiseSeed);
    }
}
