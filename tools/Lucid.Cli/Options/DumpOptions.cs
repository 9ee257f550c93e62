using System.CommandLine;

using Lucid.Cli.Data;
using Lucid.Cli.Verbs;
using Lucid.Files;

namespace Lucid.Cli.Options;

/// <summary><c>--dump</c> and <c>--dump-dir</c>.</summary>
internal sealed class DumpOptions
{
    private readonly Option<string[]> _stages = new("--dump")
    {
        HelpName = "STAGE,…",
        Description = "Prints stages as text: graph, passes, fused, program, spirv, memory.",
    };

    private readonly Option<string?> _folder = new("--dump-dir") { HelpName = "DIR", Description = "Where they go as files; all stages unless --dump names some. Without it, standard output." };

    public void AddTo(Command command)
    {
        command.Add(_stages);
        command.Add(_folder);
    }

    /// <summary>The stages asked for, in the order of compilation.</summary>
    public IReadOnlyList<DumpStage> Stages(ParseResult arguments)
    {
        string[] names = [.. (arguments.GetValue(_stages) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string known = string.Join(", ", Enum.GetNames<DumpStage>().Select(name => name.ToLowerInvariant()));
        HashSet<DumpStage> wanted = [];
        foreach (string name in names)
        {
            if (!Enum.GetNames<DumpStage>().Any(stage => stage.Equals(name, StringComparison.OrdinalIgnoreCase))) throw new UsageException($"--dump {name}: no such stage; expected some of {known}");
            wanted.Add(Enum.Parse<DumpStage>(name, ignoreCase: true));
        }

        return names.Length == 0 && arguments.GetValue(_folder) is not null ? Enum.GetValues<DumpStage>() : [.. wanted.Order()];
    }

    /// <summary>Writes or prints a text.</summary>
    public void Write(ParseResult arguments, VerbContext context, DumpText dump)
    {
        if (arguments.GetValue(_folder) is not { } folder)
        {
            if (dump.Text is { } text) context.Out.WriteLine($"== {dump.Name}\n{text.TrimEnd('\n')}\n");
            return;
        }

        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, dump.Name), stream => stream.Write(dump.Bytes.Span));
    }
}
