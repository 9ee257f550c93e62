using System.Collections.Immutable;

using Lucid.Cli.Options;
using Lucid.Files;
using Lucid.Files.Images;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Data;

/// <summary>Brings files to a model's inputs: by name, else in order; several for one input become a batch; the rest is random where that was asked for.</summary>
/// <param name="ports">The model's inputs.</param>
/// <param name="names">What the model's file calls its inputs, in order; one that is no port became part of the model, its data are not fed.</param>
/// <param name="images">Image options that were given, by input.</param>
/// <param name="storedImages">Image options that the model carries; they are for pictures only.</param>
internal sealed class InputCollector(
    ImmutableArray<ModelPort> ports, ImmutableArray<string> names, IReadOnlyDictionary<string, ImageOptions> images, IReadOnlyDictionary<string, ImageOptions> storedImages)
{
    private readonly HashSet<NamedTensor> _pictures = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, List<NamedTensor>> _given = new(StringComparer.Ordinal);
    private readonly List<(string File, NamedTensor Tensor)> _nameless = [];

    public void Add(TensorFileArgument argument)
    {
        IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(argument.File);
        if (Path.GetExtension(argument.File).Equals(".png", StringComparison.OrdinalIgnoreCase)) _pictures.UnionWith(tensors);
        if (argument.Name is { } name) Give(name, Single(argument.File, tensors, name));
        else if (tensors is [var only] && !IsInput(only.Name)) _nameless.Add((argument.File, only));
        else foreach (NamedTensor tensor in InputOutputNames.Inputs(tensors)) Give(tensor.Name, tensor);
    }

    /// <param name="shapes">Sizes of inputs that are filled.</param>
    /// <param name="seed">The seed for inputs that are not given; null to refuse.</param>
    /// <param name="option">What gives files.</param>
    public GivenInputs Finish(IReadOnlyDictionary<string, Shape> shapes, long? seed, string option = "--input")
    {
        PlaceNameless();
        Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal);
        GivenImage? image = null;
        foreach (ModelPort port in ports.Where(port => _given.ContainsKey(port.Name)))
        {
            HostTensor[] parts = [.. _given[port.Name].Select(tensor => tensor.Tensor)];
            if (images.TryGetValue(port.Name, out ImageOptions? options) || (_given[port.Name].All(_pictures.Contains) && storedImages.TryGetValue(port.Name, out options)))
            {
                PreparedImages prepared = ImageTransform.Prepare(parts, options);
                inputs.Add(port.Name, prepared.Input);
                image ??= new GivenImage(options, prepared.Geometry);
            }
            else
            {
                inputs.Add(port.Name, Batch(port, parts));
            }
        }

        ModelPort[] missing = [.. ports.Where(port => !inputs.ContainsKey(port.Name))];
        if (missing.Length > 0 && seed is null)
        {
            throw new UsageException($"no data for {(missing.Length == 1 ? "input" : "inputs")} {string.Join(", ", missing.Select(port => $"{port.Name} {port.Type}"))}; "
                + (option == "--input" ? "give --input NAME=FILE, or --random SEED for seeded normal numbers" : $"give {option} NAME=FILE"));
        }

        AddRandom(inputs, missing, shapes, seed ?? 0);
        return new GivenInputs(inputs, image, _given.Values.SelectMany(list => list).Select(tensor => tensor.SampleRate).FirstOrDefault(rate => rate is not null));
    }

    private void PlaceNameless()
    {
        // Several pictures for the only input are a batch; otherwise files go to the inputs in order.
        if (names.Length == 1)
        {
            foreach ((_, NamedTensor tensor) in _nameless) Give(names[0], tensor);
            return;
        }

        Queue<string> open = new(names.Where(name => !_given.ContainsKey(name)));
        foreach ((string file, NamedTensor tensor) in _nameless)
        {
            if (!open.TryDequeue(out string? name)) throw new UsageException($"--input {file}: the model has {names.Length} inputs ({string.Join(", ", names)}), all of them given");
            Give(name, tensor);
        }
    }

    private static void AddRandom(Dictionary<string, HostTensor> inputs, ModelPort[] missing, IReadOnlyDictionary<string, Shape> shapes, long seed)
    {
        Dictionary<string, IntExpr> symbols = shapes.Where(shape => shape.Value.Rank == 1).ToDictionary(shape => shape.Key, shape => (IntExpr)shape.Value[0], StringComparer.Ordinal);
        foreach (ModelPort port in missing)
        {
            SymbolicShape shape = shapes.TryGetValue(port.Name, out Shape given) ? new SymbolicShape(given) : port.Type.Shape.Substitute(symbols);
            if (!shape.IsConstant)
                throw new UsageException($"input {port.Name} {port.Type} has no size to fill with random numbers; give --shape {port.Name}={string.Join('x', port.Type.Shape.Extents.Select(extent => extent.IsConstant ? extent.ToString() : "N"))}");
            CheckSize(port, shape.ToShape());
            inputs.Add(port.Name, RandomTensor.Normal(seed, port.Name, port.Type with { Shape = shape }));
        }
    }

    private static void CheckSize(ModelPort port, Shape shape)
    {
        long most = Array.MaxLength / sizeof(double);
        bool fits = shape.Extents.Aggregate(Int128.One, (product, extent) => product > most ? product : product * extent) <= most;
        if (!fits) throw new UsageException($"input {port.Name} {shape} is too large to fill with random numbers; at most {most} elements are");
    }

    private static HostTensor Batch(ModelPort port, HostTensor[] parts)
    {
        try
        {
            HostTensor whole = TensorBatch.Join(parts);
            return whole.Element != port.Type.Element && whole.Element.IsFloat() && port.Type.Element.IsFloat() ? whole.ConvertTo(port.Type.Element) : whole;
        }
        catch (ArgumentException)
        {
            throw new UsageException($"input {port.Name}: {string.Join(" and ", parts.Select(part => part.ToString()).Distinct())} cannot make one batch; for pictures, --image resize=WxH,channels=rgb makes them alike");
        }
    }

    private void Give(string name, NamedTensor tensor)
    {
        if (!names.Contains(name))
            throw new UsageException($"the model has no input '{name}'{NearestNames.Hint(name, names)}; its inputs are {string.Join(", ", names)}");
        if (!_given.TryGetValue(name, out List<NamedTensor>? list)) _given.Add(name, list = []);
        list.Add(tensor);
    }

    private bool IsInput(string name) => names.Any(input => input == name || "input." + input == name);

    private static NamedTensor Single(string file, IReadOnlyList<NamedTensor> tensors, string name) =>
        tensors is [var only] ? only
            : InputOutputNames.Inputs(tensors).FirstOrDefault(tensor => tensor.Name == name)
                ?? throw new UsageException($"--input {name}={file}: the file holds {tensors.Count} tensors and none is called '{name}'");
}
