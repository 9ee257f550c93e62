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
        List<Action> changes = [];
        Dictionary<Module, long> channels = [];
        HashSet<string> known = [.. Parts(module, string.Empty).SelectMany(
            part => part.Part.Own.Select(parameter => parameter.Name).Concat(part.Part.Ignored).Select(name => part.Prefix + name))];
        // A name that one side lacks can only have been meant by a name that the other side lacks.
        string[] surplus = [.. state.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        string[] missing = [.. known.Where(name => !state.ContainsKey(name))];
        foreach ((string prefix, Module part) in Parts(module, string.Empty))
        {
            foreach (Parameter parameter in part.Own)
            {
                string name = prefix + parameter.Name;
                if (state.TryGetValue(name, out HostTensor? data)) Load(part, parameter, name, data, channels, found, changes);
                else if (strict) found.Add(DiagnosticDescriptors.StateMissing.At(SourceSpan.None, name, Expected(part, parameter), NearestNames.Hint(name, surplus)));
            }
        }

        foreach (string name in strict ? surplus : []) found.Add(DiagnosticDescriptors.StateSurplus.At(SourceSpan.None, name, NearestNames.Hint(name, missing)));
        if (found.HasErrors) throw new ModelException([.. found]);
        foreach (Action change in changes) change();
    }

    private static string Expected(Module part, Parameter parameter) => parameter.Shape?.ToString() ?? part.Lazy!.Expected;

    // A lazy module's tensors must all tell the same channels.
    private static void Load(Module part, Parameter parameter, string name, HostTensor data, Dictionary<Module, long> known, DiagnosticBag found, List<Action> changes)
    {
        long? channels = parameter.Shape is null ? part.Lazy!.ChannelsOf(data.Shape) : null;
        bool fits = parameter.Shape is { } shape ? shape == data.Shape : channels is { } told && (known.TryAdd(part, told) || known[part] == told);
        if (!fits || !data.Element.IsFloat())
        {
            found.Add(DiagnosticDescriptors.StateMismatch.At(SourceSpan.None, name, data, parameter.Element.Text() + Expected(part, parameter)));
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
