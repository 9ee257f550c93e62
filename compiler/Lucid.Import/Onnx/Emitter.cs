using Lucid.Import.Onnx.Symbolic;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>
/// Applies ops to imported values: computed now if all operands are constants or expressions of sizes, otherwise kept for the graph.
/// Types come from the ops' own rules, so that nothing here computes an extent twice.
/// </summary>
internal sealed class Emitter(DiagnosticBag diagnostics)
{
    /// <summary>Elements of all operands and outputs of a node that is computed during import; larger ones are the compiler's business.</summary>
    private const long MaxFoldedElements = 1 << 16;

    /// <summary>Elements of everything that is computed during import. A model that reaches it goes on, computing nothing more.</summary>
    private const long MaxFoldedInAll = 1 << 26;

    /// <summary>What an element known as an expression counts.</summary>
    private const long ExpressionCost = 64;

    private const int MaxRank = 64;

    /// <summary>Characters of an extent; no model comes near, a hostile one would grow it without end.</summary>
    private const int MaxExtentLength = 4096;

    private static readonly Dictionary<string, long> NoSymbols = [];
    private long _folded;

    /// <summary>What is left to run, in order.</summary>
    public List<PendingNode> Pending { get; } = [];

    /// <summary>Inputs whose data a size or position follows from.</summary>
    public SortedSet<string> InputsWanted { get; } = new(StringComparer.Ordinal);

    /// <summary>Conditions on the symbols that the importer found itself.</summary>
    public List<Guard> Guards { get; } = [];

    /// <exception cref="NodeFailedException">The op refuses its operands; the error has been added.</exception>
    public ImportedValue[] Emit(OnnxNode source, Op op, ReadOnlySpan<ImportedValue> operands)
    {
        ImportedValue[] inputs = operands.ToArray();
        ValueList<TensorType> types = Infer(source, op, inputs);
        if (types.Count == 1 && inputs.Length > 0 && inputs.Any(input => input.Symbols is not null) && Symbols(op, inputs, types[0]) is { } known
            && TryCount(known.Elements.Length * ExpressionCost))
            return [ImportedValue.Known(known)];
        if (Fold(op, inputs, types) is { } constants) return constants;
        PendingNode node = new(op, inputs, source);
        node.Results = [.. types.Select(type => ImportedValue.Result(node, type))];
        Pending.Add(node);
        return node.Results;
    }

    /// <summary>The model's inputs that a value is computed from, if it is computed from nothing large; empty otherwise.</summary>
    public static string[] InputsBehind(ImportedValue value)
    {
        SortedSet<string> inputs = new(StringComparer.Ordinal);
        HashSet<PendingNode> seen = new(ReferenceEqualityComparer.Instance);
        Stack<ImportedValue> open = new([value]);
        while (open.TryPop(out ImportedValue? next))
        {
            if (next.Producer is { } producer)
            {
                if (!seen.Add(producer)) continue;
                foreach (ImportedValue operand in producer.Operands) open.Push(operand);
            }
            else if (next.Id is not null && next.Name is { } name)
            {
                if (next.Type.Rank > 1) return [];
                inputs.Add(name);
            }
        }

        return [.. inputs];
    }

    private ValueList<TensorType> Infer(OnnxNode source, Op op, ImportedValue[] inputs)
    {
        // Guards are stated again, and kept, when the op enters the graph.
        InferenceContext context = new(op.Name, inputs.Select(input => input.Type).ToValueList(), source.Span, diagnostics, []);
        try
        {
            if (op.InferTypes(context) is { } types)
            {
                if (types.Any(type => type.Rank > MaxRank)) context.Error(ImportDiagnostics.SizeRefused, $"more than {MaxRank} axes");
                else if (types.Any(type => type.Shape.Extents.Any(extent => extent.ToString().Length > MaxExtentLength)))
                    context.Error(ImportDiagnostics.SizeRefused, $"an extent has more than {MaxExtentLength} characters");
                else return types;
            }
        }
        catch (OverflowException)
        {
            context.Error(DiagnosticDescriptors.SizeOverflow);
        }

        throw new NodeFailedException();
    }

    /// <summary>Counts elements that are about to be computed; false once there have been too many.</summary>
    public bool TryCount(long elements)
    {
        if (elements > MaxFoldedInAll - _folded) return false;
        _folded += elements;
        return true;
    }

    private static SymbolicTensor? Symbols(Op op, ImportedValue[] inputs, TensorType type)
    {
        SymbolicTensor[] operands = new SymbolicTensor[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].ToSymbols() is not { } symbols) return null;
            operands[i] = symbols;
        }

        return SymbolicFolding.TryEvaluate(op, operands, type);
    }

    private ImportedValue[]? Fold(Op op, ImportedValue[] inputs, ValueList<TensorType> types)
    {
        if (!IsCheap(op) || !inputs.All(input => input.IsConstant) || !types.All(type => type.Shape.IsConstant) || !op.Expressions.All(expr => expr.IsConstant)) return null;
        long elements = 0;
        foreach (TensorType type in inputs.Select(input => input.Type).Concat(types))
        {
            elements = checked(elements + type.Shape.ElementCount.ConstantValue);
            if (elements > MaxFoldedElements) return null;
        }

        if (!TryCount(elements)) return null;
        ReferenceTensor[] operands = [.. inputs.Select(input => input.ToReference(MaxFoldedElements)!)];
        return [.. op.Evaluate(new EvaluationContext(operands, NoSymbols)).Select(ImportedValue.Constant)];
    }

    /// <summary>Ops whose work is of the size of their operands and outputs.</summary>
    private static bool IsCheap(Op op) => op is Pointwise or Cast or Reshape or Transpose or Slice or Concat or Expand or Pad
        or Reduce or ArgReduce or Gather or GatherElements or ScatterND or TopK or DepthToSpace or SpaceToDepth or Iota;
}
