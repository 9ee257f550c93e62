using System.Globalization;

namespace Lucid.Model.Nn;

/// <summary>Modules applied one after another (torch.nn.Sequential); without names they are called 0, 1, ….</summary>
public sealed class Sequential : Module
{
    /// <summary>Modules named by their positions.</summary>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        for (int i = 0; i < modules.Length; i++) Register(i.ToString(CultureInfo.InvariantCulture), modules[i]);
    }

    /// <summary>Named modules.</summary>
    public Sequential(params ReadOnlySpan<(string Name, Module Module)> modules)
    {
        foreach ((string name, Module module) in modules) Register(name, module);
    }

    /// <summary>The module at a position.</summary>
    public Module this[int index] => Children[index].Module;

    /// <inheritdoc/>
    public override Var Forward(Var input) => Children.Aggregate(input, (value, child) => child.Module.Forward(value));
}
