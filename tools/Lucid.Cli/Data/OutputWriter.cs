using Lucid.Cli.Options;
using Lucid.Files;
using Lucid.Files.Images;
using Lucid.Tensors;

namespace Lucid.Cli.Data;

/// <summary>Writes outputs to files; each appears whole or not at all.</summary>
internal static class OutputWriter
{
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Write(
        TensorFileArgument argument, IReadOnlyDictionary<string, HostTensor> outputs, GivenInputs inputs, CancellationToken cancellation)
    {
        TensorWriteOptions options = inputs.SampleRate is { } rate ? TensorWriteOptions.Default with { SampleRate = rate } : TensorWriteOptions.Default;
        if (argument.Name is not { } name)
        {
            TensorFiles.Write(argument.File, [.. outputs.Select(output => new NamedTensor(output.Key, output.Value))], options, cancellation);
            return [argument.File];
        }

        HostTensor tensor = outputs[name];
        if (inputs.Image is { } image && Path.GetExtension(argument.File).Equals(".png", StringComparison.OrdinalIgnoreCase))
            tensor = ImageTransform.Finish(tensor, image.Geometry, image.Options);
        if (!NumberedPath.IsNumbered(argument.File))
        {
            TensorFiles.Write(argument.File, [new NamedTensor(name, tensor)], options, cancellation);
            return [argument.File];
        }

        if (tensor.Shape.Rank == 0) throw new UsageException($"--output {argument.File}: {name} is {tensor}, no batch to write as numbered files");
        List<string> files = [];
        foreach (HostTensor entry in TensorBatch.Split(tensor))
        {
            string file = NumberedPath.At(argument.File, files.Count);
            TensorFiles.Write(file, [new NamedTensor(name, entry)], options, cancellation);
            files.Add(file);
        }

        return files;
    }
}
