using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>Between modules and dictionaries of tensors under torch's names.</summary>
internal static class StateDict
{
    public static OrderedDictionary<string, HostTensor> Of(Module module)
    {
        OrderedDictionary<string, HostTensor> state = new(StringComparer.Ordinal);
        foreach ((string prefix, Module part) in Parts(module, string.Empty))
        {
            foreach (Parameter parameter in part.Own)
            {
                if (parameter.Data is { } data) state.Add(prefix + parameter.Name, data);
            }
        }

        return state;
    }

    /// <summary>Looks at everything first and changes nothing unless all is well.</summary>
    public static void Load(Module module, IReadOnlyDictionary<string, HostTensor> state, bool strict)
    {
        DiagnosticBag found = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        List<Action> changes = [];
        foreach ((string prefix, Module part) in Parts(module, string.Empty))
        {
            known.UnionWith(part.Ignored.Select(name => prefix + name));
            foreach (Parameter parameter in part.Own) Load(part, parameter, prefix + parameter.Name, state, found, known, changes, strict);
        }

        string[] surplus = [.. state.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        foreach (string name in strict ? surplus : []) found.Add(DiagnosticDescriptors.StateSurplus.At(SourceSpan.None, name, NearestNames.Hint(name, known.Except(state.Keys))));
        if (found.HasErrors) throw new ModelException([.. found]);
        foreach (Action change in changes) change();
    }

    private static void Load(
        Module part, Parameter parameter, string name, IReadOnlyDictionary<string, HostTensor> state, DiagnosticBag found, HashSet<string> known, List<Action> changes, bool strict)
    {
        known.Add(name);
        string expected = parameter.Shape?.ToString() ?? part.Lazy!.Expected;
        if (!state.TryGetValue(name, out HostTensor? data))
        {
            // Names that some parameter claims cannot be what was meant.
            if (strict) found.Add(DiagnosticDescriptors.StateMissing.At(SourceSpan.None, name, expected, NearestNames.Hint(name, state.Keys)));
            return;
        }

        long? channels = parameter.Shape is null ? part.Lazy!.ChannelsOf(data.Shape) : null;
        bool fits = parameter.Shape is { } shape ? shape == data.Shape : channels is not null;
        if (!fits || !data.Element.IsFloat())
        {
            found.Add(DiagnosticDescriptors.StateMismatch.At(SourceSpan.None, name, data, parameter.Element.Text() + expected));
            return;
        }

        if (channels is { } count && part.Lazy is { } lazy) changes.Add(() => lazy.Materialize(count));
        changes.Add(() => parameter.Load(data));
    }

    private static IEnumerable<(string Prefix, Module Part)> Parts(Module module, string prefix)
    {
        yield return (prefix, module);
        foreach ((string name, Module child) in module.Children)
        {
            foreach ((string Prefix, Module Part) part in Parts(child, $"{prefix}{name}.")) yield return part;
        }
    }
}
