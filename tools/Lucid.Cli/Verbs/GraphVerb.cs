using System.CommandLine;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Terminal;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Pictures.Graphs;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>A picture of a model's graph.</summary>
internal sealed class GraphVerb() : Verb(
    "graph",
    "Draws the graph, before or after fusion.",
    "lucid graph examples/glyph_vae.onnx -o graph.html")
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE.svg|.dot|.html", Description = "A picture, a text for Graphviz, or a page to search and zoom.", Required = true };
    private readonly Option<string> _stage = new("--stage") { HelpName = "graph|fused", Description = "The graph as it was read, or its kernels with the nodes in each (the default).", DefaultValueFactory = _ => "fused" };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_output);
        command.Add(_stage);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string output = arguments.GetRequiredValue(_output), stage = arguments.GetRequiredValue(_stage);
        string extension = PictureFile.Extension(output, ".svg", ".dot", ".html");
        if (stage is not ("graph" or "fused")) throw new UsageException($"--stage {stage}: expected graph or fused");
        using ProgressBar progress = context.Progress("graph");
        using ModelSource model = _model.Load(arguments, context);
        GraphPicture picture = Picture(model, stage, arguments);
        string drawn = extension switch { ".svg" => GraphSvg.Draw(picture), ".dot" => GraphDot.Write(picture), _ => GraphPage.Write(picture) };
        progress.Dispose(); // what follows may go to the same terminal
        PictureFile.Write(output, drawn, context);
        return ExitCode.Done;
    }

    private GraphPicture Picture(ModelSource model, string stage, ParseResult arguments)
    {
        if (stage == "graph")
        {
            Graph graph = model.Graph;
            return GraphPicture.OfNodes(graph, NominalSizes.Of(graph, _model.Shapes(arguments)).Symbols);
        }

        LoweredProgram program = model.Package.Program;
        return GraphPicture.OfKernels(model.CompiledGraph, program, NominalSizes.Of(program, _model.Shapes(arguments)).Symbols);
    }
}
