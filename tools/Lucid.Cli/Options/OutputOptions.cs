using System.Collections.Immutable;
using System.CommandLine;

using Lucid.Verification.Models;

namespace Lucid.Cli.Options;

/// <summary><c>--output</c>.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string[]> _outputs = new("--output", "-o")
    {
        HelpName = "[NAME=]FILE",
        Description = "Where to write an output, or any inner value by its name. Without NAME in the model's order, a .safetensors takes all. %d in FILE makes a file for each entry of a batch.",
    };

    public void AddTo(Command command) => command.Add(_outputs);

    /// <summary>What to write where; null as a name stands for all outputs.</summary>
    public ImmutableArray<TensorFileArgument> Read(ParseResult arguments, ModelSource model)
    {
        string[] names = [.. model.Outputs.Select(port => port.Name)];
        string[] values = [.. names, .. model.ValueNames];
        var written = ImmutableArray.CreateBuilder<TensorFileArgument>();
        int position = 0;
        foreach (string text in arguments.GetValue(_outputs) ?? [])
        {
            TensorFileArgument argument = TensorFileArgument.Parse("--output", text, values);
            bool takesAll = argument.Name is null && Path.GetExtension(argument.File).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);
            if (argument.Name is null && !takesAll)
            {
                if (position == names.Length) throw new UsageException($"--output {text}: the model has {names.Length} outputs: {string.Join(", ", names)}");
                argument = argument with { Name = names[position++] };
            }

            if (!Lucid.Files.TensorFiles.IsKnown(argument.File))
                throw new UsageException($"--output {text}: '{Path.GetExtension(argument.File)}' is no kind of tensor file; known are {Lucid.Files.TensorFiles.KnownExtensions}");
            written.Add(argument);
        }

        return written.ToImmutable();
    }
}
