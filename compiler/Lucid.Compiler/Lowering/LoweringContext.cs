using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>What the lowering of a kernel group sees: where values lie, and where it puts buffers, kernels and modules.</summary>
internal sealed class LoweringContext
{
    private readonly Dictionary<ValueId, Storage> _storages = [];
    private readonly Dictionary<(Storage Source, string Packing), Storage> _conversions = [];
    private readonly Dictionary<ValueId, string> _outputOfRoot;
    private readonly JoinedParts _parts;
    private readonly bool _runsInPlace;

    private readonly List<(ValueId Value, Storage Copy)> _copies = [];

    private readonly HashSet<NodeId> _lowered = [];

    private readonly HashSet<ValueId> _readAsHalves = [];

    public LoweringContext(Graph graph, ProgramWriter writer, KernelModules modules, bool aliasViews = true, bool runInPlace = true)
    {
        Halves = HalfValues.None;
        (Graph, Writer, Modules, AliasesViews, _runsInPlace) = (graph, writer, modules, aliasViews, runInPlace);
        Uses = new GraphUses(graph);
        _outputOfRoot = ClaimOutputs(graph);
        _parts = new JoinedParts(graph, Uses);
    }

    /// <summary>Whether parts of a buffer may stand for values of their own.</summary>
    public bool AliasesViews { get; }

    /// <summary>Whether every output has one value, whatever layouts and devices there are (spec/numerics.md).</summary>
    public bool IsStrict { get; init; }

    public GraphUses Uses { get; }

    /// <summary>Values that are to be stored as halves.</summary>
    public HalfValues Halves { get; set; }

    /// <summary>What lies in the memory of a device as halves, after lowering, or is read from there only through copies that do.</summary>
    public ImmutableHashSet<ValueId> StoredAsHalves => [.. _storages.Where(entry => entry.Value.IsHalf).Select(entry => entry.Key), .. _readAsHalves];

    public Graph Graph { get; }

    public ProgramWriter Writer { get; }

    public KernelModules Modules { get; }

    /// <summary>Conditions of the device beside those of the graph.</summary>
    public List<ProgramGuard> Guards { get; } = [];

    /// <summary>Constants stored in the package, by name.</summary>
    public SortedDictionary<string, HostTensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Copies of values, in other layouts or out of the buffers that they are parts of.</summary>
    public IReadOnlyList<(ValueId Value, Storage Copy)> Copies => _copies;

    /// <summary>Where a value lies; null where it lies nowhere.</summary>
    public Storage? StorageOf(ValueId value) => _storages.GetValueOrDefault(value);

    /// <summary>Where a value lies, in a buffer of its own: a copy is made where it is a part of another one.</summary>
    public Storage Read(ValueId value) => Whole(ReadView(value), value);

    /// <summary>The same, be it as halves, whose rows are whole quads then if they are row-major.</summary>
    public Storage ReadWhole(ValueId value) => Whole(ReadStored(value), value) is { HasWholeQuads: true } storage ? storage : Read(value);

    /// <summary>The same, or a part of another value in which each image is one piece: for kernels that go image by image.</summary>
    public Storage ReadImages(ValueId value) => ReadStored(value) is { HasWholeImages: true, HasWholeQuads: true } storage ? storage : ReadWhole(value);

    /// <summary>A value in row-major order and a buffer of its own, be it as halves whose rows are whole quads.</summary>
    public Storage ReadRows(ValueId value) => ReadPlain(value) is { HasWholeQuads: true } storage ? storage : Read(value, StorageLayout.Plain);

    /// <summary>A value in row-major order and a buffer of its own, be it as halves in rows of any length.</summary>
    public Storage ReadPlain(ValueId value) => Whole(ReadStored(value, StorageLayout.Plain), value);

    /// <summary>Where a value lies, which may be a part of another one: for kernels that read through strides.</summary>
    /// <exception cref="LoweringException">A constant cannot be held by a device.</exception>
    public Storage ReadView(ValueId value)
    {
        Storage storage = ReadStored(value);
        // Rare: what is stored as halves is read by kernels that know them (HalfValues).
        return storage.IsHalf ? Copied(storage, storage.Layout, "floats", $"{Graph[value].Name}.floats", value, isHalf: false) : storage;
    }

    /// <summary>The constant halves behind a weight that is a cast of them; null for any other weight.</summary>
    public Storage? ReadHalfWeights(ValueId weight)
    {
        if (Uses.ProducerOf(weight) is not { Op: Cast } cast || !Graph.Constants.TryGetValue(cast.Inputs[0], out HostTensor? data)) return null;
        if (data.Element != ElementType.F16 || Uses.UsersOf(weight).Any(user => !LinearKernel.ReadsHalfWeights(Graph, user))) return null;
        if (_storages.TryGetValue(cast.Inputs[0], out Storage? known)) return known;
        string name = Graph[cast.Inputs[0]].Name;
        Constants[name] = data;
        int buffer = Writer.AddBuffer(name, BufferKind.Constant, data.Bytes.Length, name);
        return _storages[cast.Inputs[0]] = new Storage(buffer, StorageLayout.Plain, Graph.TypeOf(weight).Shape, IsStatic: true) { IsHalf = true };
    }

    /// <summary>Where a value lies, be it as halves: for kernels that read both.</summary>
    public Storage ReadStored(ValueId value)
    {
        if (_storages.TryGetValue(value, out Storage? storage)) return storage;
        // Inputs and node results are defined before they are read; only constants are stored on demand.
        HostTensor data = Graph.Constants[value];
        string name = Graph[value].Name;
        if (data.Shape.ElementCount == 0) return DefineEmpty(value);
        HostTensor stored = OnDevice(data, name);
        Constants[name] = stored;
        int buffer = Writer.AddBuffer(name, BufferKind.Constant, Math.Max(4, stored.Bytes.Length), name);
        return _storages[value] = new Storage(buffer, StorageLayout.Plain, Graph.TypeOf(value).Shape, IsStatic: true);
    }

    /// <summary>Where a value lies in a given layout and a buffer of its own; a conversion is made where it lies otherwise.</summary>
    public Storage Read(ValueId value, StorageLayout layout) =>
        ReadStored(value) is { } storage && storage.Layout == layout ? Read(value) : Convert(ReadStored(value), layout, Graph[value].Name, value, isHalf: false);

    /// <summary>Where a value lies in a given layout, be it as halves or a part of another value; a conversion is made where it lies otherwise.</summary>
    public Storage ReadStored(ValueId value, StorageLayout layout)
    {
        Storage storage = ReadStored(value);
        if (storage.Layout == layout) return storage;
        // What only layers read is rounded for all of them alike.
        bool isRounded = !storage.IsHalf && !storage.IsStatic && !IsAlike(storage) && layout == StorageLayout.Blocked && Halves.InBlocks.Contains(value) && IsWantedInBlocks(value);
        if (isRounded) _readAsHalves.Add(value);
        bool isHalf = isRounded || (storage.IsHalf && (layout == StorageLayout.Blocked || IntExpr.Mod(storage.Shape.ElementCount, 4) == IntExpr.Zero));
        return Convert(storage, layout, Graph[value].Name, layout == StorageLayout.Plain ? value : null, isHalf);
    }

    /// <summary>The same data in a given layout.</summary>
    public Storage Convert(Storage storage, StorageLayout layout, string name) => Convert(storage, layout, name, null, isHalf: false);

    /// <summary>The same, halves as halves.</summary>
    public Storage ConvertStored(Storage storage, StorageLayout layout, string name) => Convert(storage, layout, name, null, storage.IsHalf);

    /// <summary>Makes room for a value that a kernel writes through strides: its place in a joined value where it has one.</summary>
    public Storage DefineView(ValueId value, StorageLayout layout, bool isStatic)
    {
        Storage storage = (isStatic ? null : PlaceInJoined(value, layout)) ?? Allocate(value, layout, isStatic);
        _storages[value] = storage;
        return storage;
    }

    /// <summary>States that a group has been lowered, so that its operands are read once less.</summary>
    public void Finish(KernelGroup group) => _lowered.UnionWith(group.Members.Select(member => member.Id));

    /// <summary>
    /// Makes room for the result of an elementwise group: where one of its operands lies, if nothing else reads those bytes any more, in the same layout.
    /// Each invocation reads what it writes and nothing that another one writes, in whatever order.
    /// </summary>
    public Storage DefineInPlace(KernelGroup group, StorageLayout layout, IReadOnlyList<Storage> operands)
    {
        ValueId value = group.Output;
        // What may overflow is computed in a run, which can say so.
        bool isStatic = operands.All(operand => operand.IsStatic) && !IntegerOverflow.MayOccur(group.Elementwise);
        if (!_runsInPlace || isStatic || _outputOfRoot.ContainsKey(value) || _parts.ConcatOf(value) is not null) return DefineView(value, layout, isStatic);
        SymbolicShape shape = Graph.TypeOf(value).Shape;
        bool isHalf = Halves.Contain(value, layout);
        HashSet<NodeId> done = [.. group.Members.Select(member => member.Id)];
        foreach (Storage operand in operands)
        {
            bool fits = operand.IsDense && !operand.IsStatic && operand.IsHalf == isHalf && operand.Layout == layout && operand.Shape == shape
                && Writer.BufferAt(operand.Buffer).Kind == BufferKind.Activation && operands.All(other => other.Buffer != operand.Buffer || other == operand);
            if (fits && _storages.All(entry => entry.Value.Buffer != operand.Buffer || IsDead(entry.Key))) return _storages[value] = operand;
        }

        return DefineView(value, layout, isStatic);

        bool IsDead(ValueId other) => !Uses.IsOutput(other) && Uses.UsersOf(other).All(user => done.Contains(user.Id) || _lowered.Contains(user.Id));
    }

    /// <summary>Makes room for a value whose images a kernel writes in order, one some way behind the other: its place in a value joined along images or channels where it has one.</summary>
    public Storage DefineImages(ValueId value, StorageLayout layout, bool isStatic) =>
        _parts.ConcatOf(value) is { Op: Concat { Axis: <= 1 } } ? DefineView(value, layout, isStatic) : Define(value, layout, isStatic);

    /// <summary>Makes room for a value that a kernel writes in order from the beginning of a buffer.</summary>
    public Storage Define(ValueId value, StorageLayout layout, bool isStatic) => _storages[value] = Allocate(value, layout, isStatic);

    /// <summary>Where a concatenation lies: its first part that is computed decides.</summary>
    public Storage DefineJoined(Node concat, bool isStatic) =>
        _storages.TryGetValue(concat.Output, out Storage? known) ? known : DefineView(concat.Output, LayoutOfJoined(concat), isStatic);

    /// <summary>The place of an operand of a concatenation in it.</summary>
    public Storage PartOfJoined(Node concat, int input, Storage joined) => _parts.PlaceOf(concat, input, joined);

    /// <summary>Whether a value is a part of a concatenation, and may be written into it.</summary>
    public bool IsPartOfJoined(ValueId value) => _parts.ConcatOf(value) is not null;

    /// <summary>Whether callers get the value, or another one that lies where it does.</summary>
    public bool IsCallers(ValueId value) => _outputOfRoot.ContainsKey(value) || Uses.IsOutput(value);

    /// <summary>Whether callers get the value, so that it must be written to a buffer of its own.</summary>
    public bool IsOutput(ValueId value) => _outputOfRoot.ContainsKey(value);

    /// <summary>States that a value lies where another one does.</summary>
    public void Alias(ValueId value, Storage storage) => _storages[value] = storage;

    /// <summary>Room for data that is no value of the graph.</summary>
    public Storage Scratch(string name, SymbolicShape shape, StorageLayout layout, bool isStatic, bool isHalf = false)
    {
        IntExpr elements = Storage.ElementsOf(shape, layout);
        isStatic &= elements.IsConstant;
        int buffer = Writer.AddBuffer(name, isStatic ? BufferKind.Prepared : BufferKind.Activation, isHalf ? IntExpr.Max(elements * 2, 4) : ByteSize(elements));
        return new Storage(buffer, layout, shape, isStatic) { IsHalf = isHalf };
    }

    /// <summary>Data in a packing that several kernels may share; <paramref name="make"/> fills it the first time.</summary>
    public Storage Packed(Storage source, string packing, string name, IntExpr elements, bool isHalf, Action<Storage> make)
    {
        var key = (source with { Shape = new SymbolicShape() }, packing);
        if (_conversions.TryGetValue(key, out Storage? known)) return known;
        Storage target = Scratch(name, new SymbolicShape(elements), StorageLayout.Plain, source.IsStatic, isHalf);
        make(target);
        return _conversions[key] = target with { IsStatic = IsStatic(target) };
    }

    /// <summary>The layout in which a kernel that can write both should write a value.</summary>
    public StorageLayout PreferredLayout(ValueId value, bool blockedSource)
    {
        SymbolicShape shape = Graph.TypeOf(value).Shape;
        if (!blockedSource || shape.Rank is < 3 or > 5 || Graph.TypeOf(value).Element != ElementType.F32) return StorageLayout.Plain;
        if (_outputOfRoot.ContainsKey(value)) return StorageLayout.Plain;
        if (AliasesViews && _parts.ConcatOf(value) is { } concat)
            return LayoutOfJoined(concat) is StorageLayout.Plain && !IsHalfInBlocksOnly(value) ? StorageLayout.Plain : StorageLayout.Blocked;
        if (IsHalfInBlocksOnly(value)) return StorageLayout.Blocked;
        ImmutableArray<Node> consumers = Uses.UsersOf(value);
        return consumers.Length > 0 && consumers.All(WantsPlain) ? StorageLayout.Plain : StorageLayout.Blocked;
    }

    /// <summary>Whether layers that read blocks are all that reads a value.</summary>
    public bool IsWantedInBlocks(ValueId value)
    {
        ImmutableArray<Node> consumers = Uses.UsersOf(value);
        return consumers.Length > 0 && consumers.All(node => node.Inputs[0] == value && !node.Inputs.Skip(1).Contains(value) && LinearKernel.ReadsBlocks(Graph, node));
    }

    /// <summary>Whether a reshape leaves images and channels alone, so that blocks stay blocks.</summary>
    public bool KeepsBlocks(Node reshape)
    {
        (SymbolicShape from, SymbolicShape to) = (Graph.TypeOf(reshape.Inputs[0]).Shape, Graph.TypeOf(reshape.Output).Shape);
        return from.Rank is >= 3 and <= 5 && to.Rank is >= 3 and <= 5 && from[0] == to[0] && from[1] == to[1];
    }

    /// <summary>Adds a kernel where its data is: once at preparation if it depends on constants only, otherwise in every run.</summary>
    public void Emit(ProgramKernel kernel, Storage output)
    {
        bool isStatic = IsStatic(output) && kernel.Candidates.All(IsPreparable);
        if (!isStatic) WriteInRuns(kernel);
        // Where there is nothing to compute, whatever the sizes of a run, nothing can be cut either.
        bool isEmpty = kernel.Candidates.All(candidate => candidate.Groups.Any(count => count == IntExpr.Zero));
        Writer.AddKernel(isEmpty ? kernel with { Candidates = [kernel.Candidates[^1] with { Splits = [], Requires = [] }] } : kernel, isStatic);
    }

    // A kernel may have shown that what constants make depends on the sizes of a run all the same.
    private bool IsStatic(Storage storage) => storage.IsStatic && Writer.BufferAt(storage.Buffer).Kind is BufferKind.Constant or BufferKind.Prepared;

    /// <summary>Whether a candidate can run before any shape is known: a slice of a constant from a symbol on, say, cannot.</summary>
    private bool IsPreparable(KernelCandidate candidate)
    {
        IEnumerable<IntExpr> numbers =
        [
            .. candidate.Bindings.SelectMany(binding => new[] { binding.ByteOffset, binding.ByteSize }), .. candidate.Parameters, .. candidate.Groups,
            .. candidate.Splits.SelectMany(split => split.Strides.Concat(split.Leads).Concat(split.Overlaps).Append(split.Steps)),
        ];
        return numbers.All(number => number.IsConstant)
            && candidate.Requires.All(requirement => requirement.IsConstant || requirement.Symbols().All(DeviceLimitNames.All.Contains))
            && candidate.Bindings.All(binding => Writer.BufferAt(binding.Buffer).Kind is BufferKind.Constant or BufferKind.Prepared);
    }

    private void WriteInRuns(ProgramKernel kernel)
    {
        foreach (int buffer in kernel.Candidates[0].Bindings.Where(binding => binding.Access != BindingAccess.Read).Select(binding => binding.Buffer).Where(buffer => Writer.BufferAt(buffer).Kind == BufferKind.Prepared))
        {
            Writer.WriteInRuns(buffer);
            foreach ((ValueId value, Storage storage) in _storages.Where(entry => entry.Value.Buffer == buffer).ToList()) _storages[value] = storage with { IsStatic = false };
        }
    }

    /// <summary>The name under which a value must be written to the model's output buffer, if any.</summary>
    public string? OutputName(ValueId value) => _outputOfRoot.GetValueOrDefault(value);

    public static IntExpr ByteSize(IntExpr elements) => IntExpr.Max(elements * 4, 4);

    /// <summary>Bytes that a binding of a value reaches over, from its offset on.</summary>
    public static IntExpr RangeSize(Storage storage) =>
        storage.IsDense ? IntExpr.Max(storage.Elements * storage.ElementBytes, 4)
            : storage.IsHalf ? IntExpr.CeilDiv(storage.Span, 2) * 4
            : storage.Span * 4;

    /// <summary>Every element takes 32 bits on the device: floats as F32, integers as range-checked I32, booleans as U32.</summary>
    public static ElementType DeviceElement(ElementType element) =>
        element.IsFloat() ? ElementType.F32 : element == ElementType.Bool ? ElementType.U32 : element == ElementType.U32 ? ElementType.U32 : ElementType.I32;

    /// <summary>A constant without elements is no tensor of the package: a kernel of no workgroups writes it.</summary>
    private Storage DefineEmpty(ValueId value)
    {
        Storage storage = Define(value, StorageLayout.Plain, isStatic: true);
        TensorAccess access = TensorAccess.Broadcast(storage, storage.Shape);
        Emit(PointwiseKernel.Make(this, $"{Graph[value].Name}.empty", [], storage.Shape, access, [], new ElementwiseGraph([ElementStep.Constant(0, ElementType.U32)])), storage);
        return storage;
    }

    private HostTensor OnDevice(HostTensor data, string name)
    {
        try
        {
            HostTensor stored = data.ConvertTo(DeviceElement(data.Element));
            if (!IsStrict || stored.Element != ElementType.F32) return stored;
            byte[] bytes = stored.Bytes.ToArray();
            StoredFloats.Canonicalise(MemoryMarshal.Cast<byte, uint>(bytes.AsSpan()));
            return new HostTensor(ElementType.F32, stored.Shape, bytes);
        }
        catch (OverflowException)
        {
            throw new LoweringException($"the constant '{name}' ({data}) has an element that exceeds the 32 bits of an integer on a device");
        }
    }

    // Its kernel does not write halves in row-major order.
    private bool IsHalfInBlocksOnly(ValueId value) => Halves.InBlocks.Contains(value) && !Halves.InRows.Contains(value);

    private Storage Convert(Storage storage, StorageLayout layout, string name, ValueId? value, bool isHalf)
    {
        if (storage.Layout == layout) return storage;
        if (IsAlike(storage) && storage.IsHalf == isHalf && (value is not { } given || !_outputOfRoot.ContainsKey(given))) return storage with { Layout = layout };
        string packing = layout == StorageLayout.Plain ? "plain" : "blocked";
        return Copied(storage, layout, packing, $"{name}.to_{packing}", value, isHalf);
    }

    // Whole blocks of channels at a single position lie alike in both layouts.
    private static bool IsAlike(Storage storage) =>
        storage.IsDense && IntExpr.Mod(storage.Shape[1], 4) == IntExpr.Zero && Storage.SpatialCount(storage.Shape) == IntExpr.One;

    private Storage Whole(Storage storage, ValueId value) =>
        storage.IsDense ? storage : Copied(storage, storage.Layout, "copy", $"{Graph[value].Name}.copy", value, storage.IsHalf && (storage.Layout == StorageLayout.Blocked || IntExpr.Mod(storage.Shape.ElementCount, 4) == IntExpr.Zero));

    private Storage Copied(Storage storage, StorageLayout layout, string packing, string kernel, ValueId? value, bool isHalf)
    {
        if (isHalf) packing += " halves";
        if (_conversions.TryGetValue((storage, packing), out Storage? known)) return known;
        Storage target = value is { } id && layout == StorageLayout.Plain
            ? Allocate(id, layout, storage.IsStatic, isHalf)
            : Scratch(kernel.Replace(".to_", ".", StringComparison.Ordinal), storage.Shape, layout, storage.IsStatic, isHalf);
        MoveKernel.Copy(this, kernel, storage, target);
        target = target with { IsStatic = IsStatic(target) };
        if (value is { } copied) _copies.Add((copied, target));
        return _conversions[(storage, packing)] = target;
    }

    private Storage? PlaceInJoined(ValueId value, StorageLayout layout)
    {
        if (!AliasesViews || _outputOfRoot.ContainsKey(value) || _parts.ConcatOf(value) is not { } concat || LayoutOfJoined(concat) != layout) return null;
        Storage joined = DefineJoined(concat, isStatic: false);
        // A kernel that does not write halves writes beside it.
        return joined.IsStatic || (joined.IsHalf && !Halves.Contain(value, layout)) ? null : _parts.PlaceOf(concat, concat.Inputs.ToList().IndexOf(value), joined);
    }

    private StorageLayout LayoutOfJoined(Node concat) =>
        _parts.MayLieInBlocks(concat) ? PreferredLayout(concat.Output, concat.Inputs.Any(_parts.LiesInBlocks)) : StorageLayout.Plain;

    private bool WantsPlain(Node node) =>
        node.Op is Reshape && KeepsBlocks(node) ? Uses.UsersOf(node.Output) is { Length: > 0 } users && users.All(WantsPlain) : LowerKernels.WantsPlain(node.Op);

    private Storage Allocate(ValueId value, StorageLayout layout, bool isStatic) => Allocate(value, layout, isStatic, Halves.Contain(value, layout));

    private Storage Allocate(ValueId value, StorageLayout layout, bool isStatic, bool isHalf)
    {
        TensorType type = Graph.TypeOf(value);
        // What constants make of a size that a run gives is made in the run.
        isStatic &= type.Shape.ElementCount.IsConstant;
        bool isOutput = layout == StorageLayout.Plain && !isStatic && _outputOfRoot.ContainsKey(value);
        BufferKind kind = isOutput ? BufferKind.Output : isStatic ? BufferKind.Prepared : BufferKind.Activation;
        isHalf &= !isStatic;
        IntExpr elements = Storage.ElementsOf(type.Shape, layout);
        int buffer = Writer.AddBuffer(Graph[value].Name, kind, isHalf ? IntExpr.Max(elements * 2, 4) : ByteSize(elements));
        return new Storage(buffer, layout, type.Shape, isStatic) { IsHalf = isHalf };
    }

    /// <summary>An output whose value is a reshape of another is written where that other one is; each buffer serves one output.</summary>
    private static Dictionary<ValueId, string> ClaimOutputs(Graph graph)
    {
        Dictionary<ValueId, Node> producers = graph.Nodes.SelectMany(node => node.Outputs, (node, value) => (value, node)).ToDictionary(p => p.value, p => p.node);
        Dictionary<ValueId, string> claimed = [];
        foreach (GraphOutput output in graph.Outputs)
        {
            ValueId root = output.Value;
            while (producers.TryGetValue(root, out Node? node) && node.Op is Reshape) root = node.Inputs[0];
            if (producers.ContainsKey(root)) claimed.TryAdd(root, output.Name);
        }

        return claimed;
    }
}
