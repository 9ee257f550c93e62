using System.Collections.Immutable;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>What the lowering of a kernel group sees: where values lie, and where it puts buffers, kernels and modules.</summary>
internal sealed class LoweringContext
{
    private readonly Dictionary<ValueId, Storage> _storages = [];
    private readonly Dictionary<(int Buffer, string Shape, StorageLayout Layout), Storage> _conversions = [];
    private readonly Dictionary<ValueId, string> _outputOfRoot;
    private readonly GraphUses _uses;

    public LoweringContext(Graph graph, ProgramWriter writer, KernelModules modules)
    {
        (Graph, Writer, Modules) = (graph, writer, modules);
        _uses = new GraphUses(graph);
        _outputOfRoot = ClaimOutputs(graph);
    }

    public Graph Graph { get; }

    public ProgramWriter Writer { get; }

    public KernelModules Modules { get; }

    /// <summary>Constants stored in the package, by name.</summary>
    public SortedDictionary<string, HostTensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a value lies.</summary>
    /// <exception cref="LoweringException">A constant cannot be held by a device.</exception>
    public Storage Read(ValueId value)
    {
        if (_storages.TryGetValue(value, out Storage? storage)) return storage;
        // Inputs and node results are defined before they are read; only constants are stored on demand.
        HostTensor data = Graph.Constants[value];
        string name = Graph[value].Name;
        HostTensor stored = OnDevice(data, name);
        Constants[name] = stored;
        int buffer = Writer.AddBuffer(name, BufferKind.Constant, Math.Max(4, stored.Bytes.Length), name);
        return _storages[value] = new Storage(buffer, StorageLayout.Plain, Graph.TypeOf(value).Shape, IsStatic: true);
    }

    /// <summary>Where a value lies in a given layout; a conversion is made where it lies in the other one.</summary>
    public Storage Read(ValueId value, StorageLayout layout) => Convert(Read(value), layout, Graph[value].Name, value);

    /// <summary>The same data in a given layout.</summary>
    public Storage Convert(Storage storage, StorageLayout layout, string name) => Convert(storage, layout, name, null);

    /// <summary>Makes room for a value that a kernel writes.</summary>
    public Storage Define(ValueId value, StorageLayout layout, bool isStatic)
    {
        Storage storage = Allocate(value, layout, isStatic);
        _storages[value] = storage;
        return storage;
    }

    /// <summary>States that a value lies where another one does.</summary>
    public void Alias(ValueId value, Storage storage) => _storages[value] = storage;

    /// <summary>Room for data that is no value of the graph.</summary>
    public Storage Scratch(string name, SymbolicShape shape, StorageLayout layout, bool isStatic)
    {
        int buffer = Writer.AddBuffer(name, isStatic ? BufferKind.Prepared : BufferKind.Activation, ByteSize(Storage.ElementsOf(shape, layout)));
        return new Storage(buffer, layout, shape, isStatic);
    }

    /// <summary>Data in a packing that several kernels may share; <paramref name="make"/> fills it the first time.</summary>
    public Storage Packed(Storage source, string packing, string name, IntExpr elements, Action<Storage> make)
    {
        var key = (source.Buffer, packing, StorageLayout.Plain);
        if (_conversions.TryGetValue(key, out Storage? known)) return known;
        Storage target = Scratch(name, new SymbolicShape(elements), StorageLayout.Plain, source.IsStatic);
        make(target);
        return _conversions[key] = target;
    }

    /// <summary>The layout in which a kernel that can write both should write a value.</summary>
    public StorageLayout PreferredLayout(ValueId value, bool blockedSource)
    {
        SymbolicShape shape = Graph.TypeOf(value).Shape;
        if (!blockedSource || shape.Rank is < 3 or > 5 || Graph.TypeOf(value).Element != ElementType.F32) return StorageLayout.Plain;
        if (_outputOfRoot.ContainsKey(value)) return StorageLayout.Plain;
        ImmutableArray<Node> consumers = _uses.UsersOf(value);
        return consumers.Length > 0 && consumers.All(node => LowerKernels.WantsPlain(node.Op)) ? StorageLayout.Plain : StorageLayout.Blocked;
    }

    /// <summary>Adds a kernel where its data is: once at preparation if it depends on constants only, otherwise in every run.</summary>
    public void Emit(ProgramKernel kernel, Storage output) => Writer.AddKernel(kernel, output.IsStatic);

    /// <summary>The name under which a value must be written to the model's output buffer, if any.</summary>
    public string? OutputName(ValueId value) => _outputOfRoot.GetValueOrDefault(value);

    public static IntExpr ByteSize(IntExpr elements) => IntExpr.Max(elements * 4, 4);

    /// <summary>Every element takes 32 bits on the device: floats as F32, integers as range-checked I32, booleans as U32.</summary>
    public static ElementType DeviceElement(ElementType element) =>
        element.IsFloat() ? ElementType.F32 : element == ElementType.Bool ? ElementType.U32 : element == ElementType.U32 ? ElementType.U32 : ElementType.I32;

    private static HostTensor OnDevice(HostTensor data, string name)
    {
        try
        {
            return data.ConvertTo(DeviceElement(data.Element));
        }
        catch (OverflowException)
        {
            throw new LoweringException($"the constant '{name}' ({data}) has an element that exceeds the 32 bits of an integer on a device");
        }
    }

    private Storage Convert(Storage storage, StorageLayout layout, string name, ValueId? value)
    {
        if (storage.Layout == layout) return storage;
        var key = (storage.Buffer, storage.Shape.ToString(), layout);
        if (_conversions.TryGetValue(key, out Storage? known)) return known;
        Storage target = value is { } id && layout == StorageLayout.Plain
            ? Allocate(id, layout, storage.IsStatic)
            : Scratch($"{name}.{(layout == StorageLayout.Plain ? "plain" : "blocked")}", storage.Shape, layout, storage.IsStatic);
        MoveKernel.Copy(this, $"{name}.{(layout == StorageLayout.Plain ? "to_plain" : "to_blocked")}", storage, target);
        return _conversions[key] = target;
    }

    private Storage Allocate(ValueId value, StorageLayout layout, bool isStatic)
    {
        TensorType type = Graph.TypeOf(value);
        bool isOutput = layout == StorageLayout.Plain && !isStatic && _outputOfRoot.ContainsKey(value);
        BufferKind kind = isOutput ? BufferKind.Output : isStatic ? BufferKind.Prepared : BufferKind.Activation;
        int buffer = Writer.AddBuffer(Graph[value].Name, kind, ByteSize(Storage.ElementsOf(type.Shape, layout)));
        return new Storage(buffer, layout, type.Shape, isStatic);
    }

    /// <summary>An output whose value is a reshape of another is written where that other one is; each buffer serves one output.</summary>
    private static Dictionary<ValueId, string> ClaimOutputs(Graph graph)
    {
        Dictionary<ValueId, Node> producers = graph.Nodes.SelectMany(node => node.Outputs, (node, value) => (value, node)).ToDictionary(p => p.value, p => p.node);
        Dictionary<ValueId, string> claimed = [];
        foreach (GraphOutput output in graph.Outputs)
        {
            ValueId root = output.Value;
            while (producers.TryGetValue(root, out Node? node) && node.Op is Model.Ops.Reshape) root = node.Inputs[0];
            if (producers.ContainsKey(root)) claimed.TryAdd(root, output.Name);
        }

        return claimed;
    }
}
