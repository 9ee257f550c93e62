using System.CommandLine;
using System.Text;

using Lucid.Files;

namespace Lucid.Cli.Verbs;

/// <summary>Writes a source to begin with.</summary>
internal sealed class NewVerb() : Verb("new", "Writes a .lucid source to begin with.", "lucid new decoder")
{
    private const string Starter = """
        # NAME: an image from a feature map of 1/4 its size.
        #
        #   lucid check NAME.lucid
        #   lucid run NAME.lucid --random 1 --init-weights 1 --shape features=1x16x8x8
        #   lucid compile NAME.lucid --weights NAME.safetensors
        #
        # Layers and their arguments are those of torch.nn. What stands before a colon
        # names a layer's weights, as in a PyTorch state dict: up.0.conv.weight.
        # Channels of inputs are never written; every layer takes them from its input.

        # Twice the height and width, then a convolution that is added to its input.
        block Up(channels)(x) {
            x = x -> grow: ConvTranspose2d(channels, 4, stride=2, padding=1) -> LeakyReLU(0.1)
            y = x -> conv: Conv2d(channels, 3, padding=1)
            return relu(x + y)
        }

        model IDENT(features: f32[N, 16, h, w]) {
            x = features
            for i, channels in enumerate([32, 16]) {
                x = x -> up.{i}: Up(channels)
            }
            output image = x -> head: Conv2d(3, 3, padding=1) -> Sigmoid
        }

        """;

    private readonly Argument<string> _name = new("NAME") { Description = "The model's name; the source is NAME.lucid." };

    public override void Define(Command command) => command.Add(_name);

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string name = arguments.GetRequiredValue(_name);
        if (name.EndsWith(".lucid", StringComparison.OrdinalIgnoreCase)) name = name[..^".lucid".Length];
        string path = name + ".lucid";
        string stem = Path.GetFileName(name);
        if (stem.Length == 0 || stem.Any(c => char.IsControl(c) || c is '"' or '\\')) throw new UsageException($"new {name}: expected a name, as decoder");
        if (File.Exists(path)) throw new UsageException($"{path} exists already; nothing was written");
        bool plain = (char.IsAsciiLetter(stem[0]) || stem[0] == '_') && stem.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        string text = Starter.ReplaceLineEndings("\n").Replace("IDENT", plain ? stem : $"\"{stem}\"", StringComparison.Ordinal).Replace("NAME", stem, StringComparison.Ordinal);
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), context.Cancellation);
        context.Out.WriteLine($"wrote {path}; next: lucid check {path}");
        return ExitCode.Done;
    }
}
