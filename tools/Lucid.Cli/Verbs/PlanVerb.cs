using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Pictures.Plans;
using Lucid.Planning;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>The memory plan of a model.</summary>
internal sealed class PlanVerb() : Verb(
    "plan",
    "Shows the memory plan: where each buffer lies and when it is alive.",
    "lucid plan examples/fsrcnn_x2.onnx --shape lowres=1x3x120x160 -o plan.svg")
{
    private readonly ModelOptions _model = new();
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE.svg|.json", Description = "Writes a picture, or the numbers for a script; otherwise a table is printed." };

    private readonly Option<bool> _json = new("--json") { Description = "The same numbers as JSON on standard output." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_output);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string? output = arguments.GetValue(_output);
        string? extension = output is null ? null : PictureFile.Extension(output, ".svg", ".json");
        using ProgressBar progress = context.Progress("plan");
        using ModelSource model = _model.Load(arguments, context);
        PlanPicture picture = Picture(model, _model.Shapes(arguments));
        progress.Dispose(); // what follows may go to the same terminal
        bool json = arguments.GetValue(_json);
        if (json) context.Out.Write(PlanJson.Write(picture));
        else if (output is null) Print(picture, context);
        if (output is not null) PictureFile.Write(output, extension == ".svg" ? PlanSvg.Draw(picture) : PlanJson.Write(picture), context);
        return ExitCode.Done;
    }

    private static PlanPicture Picture(ModelSource model, Dictionary<string, Shape> given)
    {
        LoweredProgram program = model.Package.Program;
        NominalSizes sizes = NominalSizes.Of(program, given);
        return PlanPicture.Of(program, PlanMemory.Plan(program, sizes.Symbols), sizes.ToString());
    }

    private static void Print(PlanPicture picture, VerbContext context)
    {
        TextTable table = new(new("buffer", IsLong: true), new("offset", IsNumber: true), new("size", IsNumber: true), new("first kernel", IsLong: true), new("last kernel", IsLong: true));
        for (int i = 0; i < picture.Plan.Offsets.Length; i++)
        {
            BufferLifetime buffer = picture.Plan.Problem.Buffers[i];
            table.Add(buffer.Id, picture.Plan.Offsets[i].ToString(CultureInfo.InvariantCulture), buffer.Size.ToString(CultureInfo.InvariantCulture),
                picture.Steps[(int)buffer.Lower], picture.Steps[(int)buffer.Upper - 1]);
        }

        table.Write(context.Host);
        context.Out.WriteLine();
        context.Line($"arena  {ArenaText.Of(picture.Plan, picture.Sizes)}");
    }
}
