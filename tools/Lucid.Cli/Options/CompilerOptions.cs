using System.CommandLine;

using Lucid.Compiler;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Cli.Options;

/// <summary><c>--precision</c>, <c>--numerics</c> and <c>--disable-pass</c>.</summary>
internal sealed class CompilerOptions
{
    private readonly Option<string> _precision = new("--precision") { HelpName = "f32|f16", Description = "How weights and activations are stored; sums are always float32.", DefaultValueFactory = _ => "f32" };
    private readonly Option<string> _numerics = new("--numerics") { HelpName = "fast|strict", Description = "fast, or every operation rounded on its own: the same bits on every device.", DefaultValueFactory = _ => "fast" };

    private readonly Option<string[]> _disabled = new("--disable-pass")
    {
        HelpName = "NAME,…",
        Description = $"Leaves passes of the compiler out, to find the one at fault: {string.Join(", ", ModelCompiler.PassNames)}; or all.",
    };

    public void AddTo(Command command)
    {
        _precision.AcceptOnlyFromAmong("f32", "f16");
        _numerics.AcceptOnlyFromAmong("fast", "strict");
        command.Add(_precision);
        command.Add(_numerics);
        command.Add(_disabled);
    }

    public CompileOptions Read(ParseResult arguments)
    {
        return new CompileOptions
        {
            DisabledPasses = Disabled(arguments),
            Numerics = arguments.GetValue(_numerics) == "strict" ? NumericsMode.Strict : NumericsMode.Fast,
            Precision = arguments.GetValue(_precision) == "f16" ? ElementType.F16 : ElementType.F32,
        };
    }

    private ValueList<string> Disabled(ParseResult arguments)
    {
        List<string> disabled = [];
        foreach (string name in (arguments.GetValue(_disabled) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (name == "all") return [.. ModelCompiler.PassNames];
            if (!ModelCompiler.PassNames.Contains(name)) throw new UsageException($"--disable-pass {name}: no such pass; expected some of {string.Join(", ", ModelCompiler.PassNames)}, or all");
            disabled.Add(name);
        }

        return disabled.ToValueList();
    }
}
