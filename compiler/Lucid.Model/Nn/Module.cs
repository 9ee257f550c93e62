using System.Text;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// A part of a model with parameters, as torch.nn.Module: it is called with values, has named children, and its parameters carry the
/// names of torch's state dict. Lucid is inference only: modules behave as after <c>eval()</c>.
/// </summary>
public abstract class Module
{
    private readonly List<(string Name, Module Module)> _children = [];
    private readonly List<Parameter> _own = [];
    private (Module Parent, string Name)? _place;

    /// <summary>The path from the outermost module: <c>up.0</c>; empty for the outermost.</summary>
    public string FullName => _place is not { } place ? string.Empty
        : place.Parent.FullName.Length == 0 ? place.Name
        : $"{place.Parent.FullName}.{place.Name}";

    /// <summary>The children by name, in the order of registration.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => _children;

    /// <summary>All parameters: one's own in the order of registration, then the children's.</summary>
    public IEnumerable<Parameter> Parameters => _own.Concat(_children.SelectMany(child => child.Module.Parameters));

    /// <summary>Applies the module to a value.</summary>
    /// <exception cref="ModelException">The value does not fit; the diagnostics say what was found and expected.</exception>
    public abstract Var Forward(Var input);

    /// <summary>Gives every parameter its initial values, those of lazy modules as soon as they have a shape.</summary>
    /// <param name="seed">With the parameters' names it determines every value (<see cref="ParameterGenerator"/>).</param>
    public void Initialize(long seed)
    {
        foreach (Parameter parameter in Parameters) parameter.Initialize(seed);
    }

    /// <summary>Takes the parameters' data from a state dict: all of it, or nothing where anything is wrong.</summary>
    /// <param name="state">Tensors by their names from this module on.</param>
    /// <param name="strict">Whether every parameter must be there and nothing else.</param>
    /// <exception cref="ModelException">Names are missing or surplus, or shapes are wrong; each is listed, with the nearest names.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, HostTensor> state, bool strict = true) => StateDict.Load(this, state, strict);

    /// <summary>The parameters that have data, by their names from this module on.</summary>
    public OrderedDictionary<string, HostTensor> GetStateDict() => StateDict.Of(this);

    /// <summary>torch's <c>extra_repr</c>: the arguments of the module as torch prints them.</summary>
    public override string ToString() => string.Empty;

    /// <summary>The module with its children as torch prints it: <c>Sequential( (0): ReLU() )</c> on lines of their own.</summary>
    public string Repr()
    {
        string arguments = ToString()!;
        if (_children.Count == 0) return $"{TypeName}({arguments})";
        StringBuilder text = new(TypeName + "(\n");
        foreach ((string name, Module child) in _children) text.Append("  (").Append(name).Append("): ").Append(child.Repr().Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
        return text.Append(')').ToString();
    }

    /// <summary>The parameters of the module itself.</summary>
    internal IReadOnlyList<Parameter> Own => _own;

    /// <summary>Entries of a state dict that the module knows and inference has no use for.</summary>
    internal virtual IEnumerable<string> Ignored => [];

    internal virtual string TypeName => GetType().Name;

    /// <summary>For a lazy module without a shape: what a weight of a state dict must look like, or null once it has one.</summary>
    internal virtual LazyWeight? Lazy => null;

    /// <summary>Makes a module a child of this one under a name.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot or is taken, or the module has a parent already.</exception>
    protected T Register<T>(string name, T child)
        where T : Module
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"'{name}' cannot name a module: it is empty or has a dot", nameof(name));
        if (_children.Any(known => known.Name == name)) throw new ArgumentException($"two modules are named '{name}'", nameof(name));
        if (child._place is { } place) throw new ArgumentException($"module '{name}' is already '{place.Name}' of another", nameof(child));
        child._place = (this, name);
        _children.Add((name, child));
        return child;
    }

    /// <summary>Makes a parameter of one's own, which <see cref="Initialize"/> fills with a value.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot or is taken.</exception>
    protected Parameter RegisterParameter(string name, Shape shape, ElementType element = ElementType.F32, double initial = 0)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"'{name}' cannot name a parameter: it is empty or has a dot", nameof(name));
        if (_own.Any(known => known.Name == name)) throw new ArgumentException($"two parameters are named '{name}'", nameof(name));
        return AddParameter(name, element, shape, ParameterFill.Constant(initial));
    }

    /// <summary>A parameter as a value of the model that an input belongs to.</summary>
    protected static Var Value(Var input, Parameter parameter) => input.Model.Of(parameter);

    internal Parameter AddParameter(string name, ElementType element, Shape? shape, ParameterFill fill)
    {
        Parameter parameter = new(this, name, element, shape, fill);
        _own.Add(parameter);
        return parameter;
    }
}
