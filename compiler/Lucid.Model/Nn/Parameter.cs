using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>A named tensor of a module: a weight, a bias, a stored statistic.</summary>
public sealed class Parameter
{
    private readonly Module _owner;
    private long? _pendingSeed;

    internal Parameter(Module owner, string name, ElementType element, Shape? shape, ParameterFill fill) =>
        (_owner, Name, Element, Shape, Fill) = (owner, name, element, shape, fill);

    /// <summary>Its name within its module: <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Its name from the outermost module, as in a state dict: <c>up.0.weight</c>.</summary>
    public string FullName => _owner.FullName.Length == 0 ? Name : $"{_owner.FullName}.{Name}";

    /// <summary>The element type.</summary>
    public ElementType Element { get; }

    /// <summary>The extents; null until a lazy module knows them.</summary>
    public Shape? Shape { get; private set; }

    /// <summary>The data; null until it was loaded or initialised.</summary>
    public HostTensor? Data { get; private set; }

    internal ParameterFill Fill { get; private set; }

    /// <summary>As <c>up.0.weight: f32[16,33,3,3]</c>.</summary>
    public override string ToString() => $"{FullName}: {Element.Text()}{Shape?.ToString() ?? "[?]"}";

    /// <summary>Fills the parameter after its rule, now or as soon as its shape is known.</summary>
    internal void Initialize(long seed)
    {
        _pendingSeed = seed;
        if (Shape is { } shape) Data = Fill.Make(seed, FullName, Element, shape);
    }

    internal void Materialize(Shape shape, ParameterFill fill)
    {
        (Shape, Fill) = (shape, fill);
        if (_pendingSeed is { } seed) Initialize(seed);
    }

    /// <summary>Takes data of the parameter's shape, rounded to its element type.</summary>
    internal void Load(HostTensor data) => Data = data.ConvertTo(Element);
}
