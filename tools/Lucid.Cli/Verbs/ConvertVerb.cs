using System.CommandLine;
using System.Globalization;
using System.Text;

using Lucid.Cli.Options;
using Lucid.Cli.Terminal;
using Lucid.Files;
using Lucid.Language.Writing;
using Lucid.Model;
using Lucid.Safetensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>Writes any model as a source and its weights.</summary>
internal sealed class ConvertVerb() : Verb("convert", "Writes a model as .lucid and its weights as .safetensors.", "lucid convert examples/glyph_vae.onnx -o glyph_vae.lucid")
{
    private readonly ModelOptions _model = new();
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE.lucid", Description = "The source; otherwise MODEL's name with .lucid in the current folder." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_output);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string path = _model.Path(arguments);
        string output = arguments.GetValue(_output) ?? Path.GetFileNameWithoutExtension(path) + ".lucid";
        if (!Path.GetExtension(output).Equals(".lucid", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--output {output}: a source is called FILE.lucid");
        if (Path.GetFullPath(output) == Path.GetFullPath(path)) throw new UsageException($"--output {output} is the model itself");
        string weights = Path.ChangeExtension(output, ".safetensors");
        using ProgressBar progress = context.Progress("convert");
        using ModelSource model = _model.Load(arguments, context);
        Graph graph = model.Graph;
        WrittenSource written = SourceWriter.Write(graph, Path.GetFileName(weights), $"Converted from {Path.GetFileName(path)}.");
        context.Cancellation.ThrowIfCancellationRequested();
        if (written.Weights.Count > 0) SafetensorsWriter.Write(weights, written.Weights);
        WholeFile.Write(output, stream => stream.Write(Encoding.UTF8.GetBytes(written.Text)), context.Cancellation);
        progress.Dispose(); // what follows may go to the same terminal
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {output}, {graph.Nodes.Length} nodes"));
        if (written.Weights.Count > 0) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {weights}, {written.Weights.Count} weights, {ByteSize.Text(written.Weights.Values.Sum(tensor => (long)tensor.Bytes.Length))}"));
        return ExitCode.Done;
    }
}
