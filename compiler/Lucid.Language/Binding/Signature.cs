using System.Collections.Immutable;

using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>The arguments of a layer or a function as torch documents them: <c>out_channels, kernel_size, stride=1</c>.</summary>
internal sealed class Signature
{
    private readonly string? _inferred;

    /// <param name="name">What has the arguments.</param>
    /// <param name="text">The arguments in torch's order; those without a default must be given, unless a question mark follows: then they are inferred.</param>
    public Signature(string name, string text)
    {
        (Name, Text) = (name, text);
        Parameters = [.. text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(part => new ParameterEntry(part.Split('=')[0].TrimEnd('?'), !part.Contains('=', StringComparison.Ordinal) && !part.EndsWith('?')))];
        _inferred = text.Split(", ").FirstOrDefault(part => part.EndsWith('?'))?.TrimEnd('?');
    }

    /// <summary>What has the arguments.</summary>
    public string Name { get; }

    /// <summary>As documentation shows it.</summary>
    public string Text { get; }

    /// <summary>In order.</summary>
    public ImmutableArray<ParameterEntry> Parameters { get; }

    /// <summary>
    /// Brings arguments to parameters. An argument that is inferred may stand in its place as in torch; it is not there where otherwise one
    /// that must be given were missing: ConvTranspose2d(64, 4) has no in_channels.
    /// </summary>
    public BoundArguments Bind(IReadOnlyList<BoundArgument> given, SourceSpan span, BindingContext context)
    {
        bool hasInferred = _inferred is not null && (given.Any(argument => argument.Name == _inferred) || IsComplete(given, Parameters));
        ImmutableArray<ParameterEntry> order = hasInferred || _inferred is null ? Parameters : [.. Parameters.Where(parameter => parameter.Name != _inferred)];
        Dictionary<string, BoundArgument> bound = new(StringComparer.Ordinal);
        bool faulty = false;
        int position = 0;
        bool named = false;
        int positional = given.Count(argument => argument.Name is null);
        if (positional > order.Length)
        {
            context.Report(LanguageDiagnostics.TooManyArguments, given.Where(argument => argument.Name is null).ElementAt(order.Length).Span, Name, positional, Takes(order));
            throw new EvaluationFault();
        }

        foreach (BoundArgument argument in given)
        {
            if (argument.Name is null && named)
            {
                context.Report(LanguageDiagnostics.PositionalAfterNamed, argument.Span, Name);
                throw new EvaluationFault();
            }

            named |= argument.Name is not null;
            string name = argument.Name ?? order[position++].Name;
            if (Parameters.All(parameter => parameter.Name != name))
            {
                context.Report(LanguageDiagnostics.ArgumentUnknown, argument.Span, Name, name, HintFor(name));
                faulty = true;
            }
            else if (!bound.TryAdd(name, argument))
            {
                context.Report(LanguageDiagnostics.ArgumentTwice, argument.Span, Name, name);
                faulty = true;
            }
        }

        foreach (ParameterEntry parameter in order.Where(parameter => parameter.IsRequired && !bound.ContainsKey(parameter.Name)))
        {
            context.Report(LanguageDiagnostics.ArgumentMissing, span, Name, parameter.Name, $"{Name}({Text.Replace("?", string.Empty, StringComparison.Ordinal)})");
            faulty = true;
        }

        return faulty ? throw new EvaluationFault() : new BoundArguments(this, bound, span, context);
    }

    private static bool IsComplete(IReadOnlyList<BoundArgument> given, ImmutableArray<ParameterEntry> order)
    {
        int positional = given.Count(argument => argument.Name is null);
        return order.Skip(positional).All(parameter => !parameter.IsRequired || given.Any(argument => argument.Name == parameter.Name));
    }

    private string HintFor(string name)
    {
        IReadOnlyList<string> nearest = NearestNames.Of(name, Parameters.Select(parameter => parameter.Name), 1);
        return nearest.Count > 0 ? $"; nearest: '{nearest[0]}'" : $"; it has: {string.Join(", ", Parameters.Select(parameter => parameter.Name))}";
    }

    private static string Takes(ImmutableArray<ParameterEntry> order) => order.Length == 0 ? "none" : $"at most {order.Length}: {string.Join(", ", order.Select(parameter => parameter.Name))}";
}

/// <summary>A parameter of a signature.</summary>
internal readonly record struct ParameterEntry(string Name, bool IsRequired);

/// <summary>An argument that was evaluated.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Value">What it is.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record BoundArgument(string? Name, Value Value, SourceSpan Span);
