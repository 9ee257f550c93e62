using System.CommandLine;

using Lucid.Cli.Data;
using Lucid.Compiler;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Cli.Options;

/// <summary><c>--precision</c>, <c>--numerics</c>, <c>--target</c> and <c>--disable-pass</c>.</summary>
internal sealed class CompilerOptions
{
    private const string Both = "f16,f32";

    private readonly Option<string> _precision = new("--precision") { HelpName = "f32|f16|f16,f32", Description = "How weights and activations are stored; sums are always float32. f16,f32 adds a float32 variant for devices without 16-bit storage.", DefaultValueFactory = _ => "f32" };
    private readonly Option<string> _numerics = new("--numerics") { HelpName = "fast|strict", Description = "fast, or every operation rounded on its own: the same bits on every device.", DefaultValueFactory = _ => "fast" };

    private readonly Option<string[]> _targets = new("--target")
    {
        HelpName = "DEVICES.json",
        Description = "Leaves out what none of these devices would run, for a smaller package: a file of `lucid devices --json`; may be given several times. It still runs elsewhere, slower.",
    };

    private readonly Option<string[]> _disabled = new("--disable-pass")
    {
        HelpName = "NAME,…",
        Description = $"Leaves passes of the compiler out, to find the one at fault: {string.Join(", ", ModelCompiler.PassNames)}; or all.",
    };

    public void AddTo(Command command)
    {
        _precision.AcceptOnlyFromAmong("f32", "f16", Both);
        _numerics.AcceptOnlyFromAmong("fast", "strict");
        command.Add(_precision);
        command.Add(_numerics);
        command.Add(_targets);
        command.Add(_disabled);
    }

    public CompileOptions Read(ParseResult arguments)
    {
        string precision = arguments.GetValue(_precision)!;
        bool isStrict = arguments.GetValue(_numerics) == "strict";
        if (precision == Both && isStrict) throw new UsageException($"--precision {Both}: strict numerics promise the same bits on every device, and a float32 variant gives others; compile two packages");
        return new CompileOptions
        {
            DisabledPasses = Disabled(arguments),
            Targets = (arguments.GetValue(_targets) ?? []).SelectMany(TargetFile.Read).ToValueList(),
            Numerics = isStrict ? NumericsMode.Strict : NumericsMode.Fast,
            Precision = precision == "f32" ? ElementType.F32 : ElementType.F16,
            WithFloat32 = precision == Both,
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
