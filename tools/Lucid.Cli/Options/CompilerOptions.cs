using System.CommandLine;

using Lucid.Compiler;

namespace Lucid.Cli.Options;

/// <summary><c>--precision</c> and <c>--numerics</c>.</summary>
internal sealed class CompilerOptions
{
    private readonly Option<string> _precision = new("--precision") { HelpName = "f32|f16", Description = "How weights and activations are stored; sums are always float32.", DefaultValueFactory = _ => "f32" };
    private readonly Option<string> _numerics = new("--numerics") { HelpName = "fast|strict", Description = "fast, or every operation rounded on its own: the same bits on every device.", DefaultValueFactory = _ => "fast" };

    public void AddTo(Command command)
    {
        _precision.AcceptOnlyFromAmong("f32", "f16");
        _numerics.AcceptOnlyFromAmong("fast", "strict");
        command.Add(_precision);
        command.Add(_numerics);
    }

    public CompileOptions Read(ParseResult arguments)
    {
        if (arguments.GetValue(_precision) == "f16") throw new UsageException("--precision f16: this version of Lucid stores float32 only");
        if (arguments.GetValue(_numerics) == "strict") throw new UsageException("--numerics strict: this version of Lucid has fast numerics only");
        return new CompileOptions();
    }
}
