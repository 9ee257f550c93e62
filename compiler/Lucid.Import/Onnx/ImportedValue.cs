using Lucid.Import.Onnx.Symbolic;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>
/// What a name of the model stands for while it is imported: a constant, a tensor known as expressions of sizes, or the result of an op
/// that runs with the model. Constants and expressions enter the graph only where an op that runs needs them.
/// </summary>
internal sealed class ImportedValue
{
    private Func<HostTensor>? _load;
    private HostTensor? _data;
    private ReferenceTensor? _folded;

    private ImportedValue(TensorType type) => Type = type;

    /// <summary>Element type and extents; floats of any width are F32 here.</summary>
    public TensorType Type { get; }

    /// <summary>Its name in the model; null for what the importer puts between.</summary>
    public string? Name { get; set; }

    /// <summary>The elements as expressions, if they are known so and not all constant.</summary>
    public SymbolicTensor? Symbols { get; private init; }

    /// <summary>The op it comes from.</summary>
    public PendingNode? Producer { get; private init; }

    /// <summary>The value in the graph, once it is there.</summary>
    public ValueId? Id { get; set; }

    public bool IsConstant => _load is not null || _data is not null || _folded is not null;

    public static ImportedValue Input(string name, TensorType type, ValueId id) => new(type) { Name = name, Id = id };

    /// <summary>Data that is read when it is needed.</summary>
    public static ImportedValue Stored(string? name, TensorType type, Func<HostTensor> load) => new(type) { Name = name, _load = load };

    public static ImportedValue Constant(HostTensor data, string? name = null) => new(data.Type) { Name = name, _data = data };

    /// <summary>Constants that were computed; they are rounded to their element type once, where they enter the graph.</summary>
    public static ImportedValue Constant(ReferenceTensor data) => new(new TensorType(data.Element, new SymbolicShape(data.Shape))) { _folded = data };

    /// <summary>Expressions, or constants where all of them are.</summary>
    public static ImportedValue Known(SymbolicTensor symbols) => symbols.IsConstant
        ? Constant(symbols.ToReference())
        : new(new TensorType(symbols.Element, new SymbolicShape(symbols.Shape))) { Symbols = symbols };

    public static ImportedValue Result(PendingNode producer, TensorType type) => new(type) { Producer = producer };

    /// <summary>The data of a constant as it enters the graph.</summary>
    public HostTensor? ToHost()
    {
        if (_data is null && _load is not null) (_data, _load) = (_load(), null);
        return _data ??= _folded?.ToHost();
    }

    /// <summary>The data of a constant of at most so many elements.</summary>
    public ReferenceTensor? ToReference(long maxElements)
    {
        if (!IsConstant || Type.Shape.ElementCount.ConstantValue > maxElements) return null;
        return _folded ??= ReferenceTensor.From(ToHost()!);
    }

    /// <summary>The elements as expressions, if they are few and known.</summary>
    public SymbolicTensor? ToSymbols() =>
        Symbols ?? (ToReference(SymbolicTensor.MaxElements) is { } constant ? SymbolicTensor.From(constant) : null);
}

/// <summary>An op that runs with the model, before it is known whether an output needs it and what its values are called.</summary>
/// <param name="Op">What it computes.</param>
/// <param name="Operands">What it reads.</param>
/// <param name="Source">The node of the model that it comes from.</param>
internal sealed record PendingNode(Op Op, ImportedValue[] Operands, OnnxNode Source)
{
    /// <summary>What it produces.</summary>
    public ImportedValue[] Results { get; set; } = [];
}
