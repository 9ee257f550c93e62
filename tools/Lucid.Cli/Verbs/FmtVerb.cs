using System.CommandLine;
using System.Text;

using Lucid.Files;
using Lucid.Language.Formatting;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>Formats sources in place.</summary>
internal sealed class FmtVerb() : Verb("fmt", "Formats .lucid sources.", "lucid fmt decoder.lucid")
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Sources; they are rewritten.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _check = new("--check") { Description = "Rewrites nothing; exit code 2 if a source is not formatted." };

    public override void Define(Command command)
    {
        command.Add(_files);
        command.Add(_check);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        bool check = arguments.GetValue(_check);
        ExitCode code = ExitCode.Done;
        foreach (string path in arguments.GetRequiredValue(_files))
        {
            string text = SourceModel.ReadText(path);
            string formatted = SourceFormatter.Format(text, Path.GetFileName(path));
            if (formatted == text) continue;
            context.Out.WriteLine(check ? $"{path} is not formatted" : $"formatted {path}");
            if (check) code = ExitCode.Model;
            else WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(formatted)), context.Cancellation);
        }

        return code;
    }
}
