using System.Collections.Immutable;
using System.CommandLine;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Model;
using Lucid.Pictures.Checkerboards;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>The overlap of every transposed convolution: even, uneven or with holes.</summary>
internal sealed class CheckerboardVerb() : Verb(
    "checkerboard",
    "Shows how unevenly each transposed convolution can treat neighbouring outputs.",
    "lucid checkerboard examples/glyph_vae.onnx -o overlap.svg")
{
    private readonly ModelOptions _model = new();
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE.svg", Description = "Writes a heat map of each layer beside the table." };

    private readonly Option<bool> _json = new("--json") { Description = "The layers as JSON." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_output);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string? output = arguments.GetValue(_output);
        if (output is not null) PictureFile.Extension(output, ".svg");
        using ProgressBar progress = context.Progress("checkerboard");
        using ModelSource model = _model.Load(arguments, context);
        Graph graph = model.Graph;
        ImmutableArray<OverlapLayer> layers = OverlapLayer.Of(graph);
        progress.Dispose(); // what follows may go to the same terminal
        if (arguments.GetValue(_json)) PrintJson(layers, context);
        else Print(layers, context);
        if (output is not null) PictureFile.Write(output, CheckerboardSvg.Draw(graph.Name, layers), context);
        return ExitCode.Done;
    }

    private static void Print(ImmutableArray<OverlapLayer> layers, VerbContext context)
    {
        if (layers.Length > 0)
        {
            TextTable table = new(new("layer", IsLong: true), new("attributes", IsLong: true), new("products by residue", IsLong: true), new("overlap", IsVerdict: true));
            foreach (OverlapLayer layer in layers) table.Add(layer.Name, layer.Attributes, layer.Pattern, layer.Verdict.ToString().ToLowerInvariant());
            table.Write(context.Host);
            context.Out.WriteLine();
        }

        context.Out.WriteLine(CheckerboardSvg.Summary(layers));
        foreach (IGrouping<string, OverlapLayer> alike in layers.Where(layer => layer.Remedy.Length > 0).GroupBy(layer => layer.Remedy))
        {
            string names = alike.Count() == layers.Length && layers.Length > 1 ? "all of them" : string.Join(", ", alike.Select(layer => layer.Name));
            context.Line($"even with {alike.Key}: {names}");
        }
    }

    private static void PrintJson(ImmutableArray<OverlapLayer> layers, VerbContext context) => JsonText.Write(context.Out, json => json.Array(null, layers, layer =>
    {
        json.WriteString("layer", layer.Name);
        json.WriteString("overlap", layer.Verdict.ToString().ToLowerInvariant());
        json.WriteString("remedy", layer.Remedy);
        json.Array("axes", layer.Axes, axis =>
        {
            json.WriteNumber("kernel", axis.Kernel);
            json.WriteNumber("stride", axis.Stride);
            json.WriteNumber("dilation", axis.Dilation);
            json.WriteNumber("padding", axis.Padding);
            json.WriteStartArray("products_by_residue");
            foreach (long products in axis.Products) json.WriteNumberValue(products);
            json.WriteEndArray();
        });
    }));
}
