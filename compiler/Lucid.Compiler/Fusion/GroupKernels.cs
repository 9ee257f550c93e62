using System.Collections.Immutable;

using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>
/// Groups nodes into kernels: each linear layer or elementwise node takes in the elementwise nodes that follow it, as long as
/// the group keeps one live result and its operands fit the baseline's bindings. Pools, pads, resizes, reductions and movements of blocks take in
/// those that need nothing but their result.
/// </summary>
/// <remarks>
/// A group stands where its last member stood. That is legal: whatever reads the group reads its one result, so nothing between
/// the root and the last member can depend on the group.
/// </remarks>
internal static class GroupKernels
{
    // Registers and SPIR-V size stay bounded; longer chains become two kernels.
    private const int MaxMembers = 64;

    // A pointwise kernel has four storage buffers, one of them the output; a linear layer has one left for an operand.
    private const int PointwiseOperands = 3;
    private const int EpilogueOperands = 1;

    // One storage buffer is for the words that say what overflowed.
    private const int CheckedOperands = 2;

    // Vectors share one uniform texel buffer of at most 65,536 elements.
    private const int MaxVectors = 24;

    /// <summary>The groups of a graph; without <paramref name="fuse"/> every node is its own.</summary>
    public static ImmutableArray<KernelGroup> Run(Graph graph, bool fuse = true)
    {
        GraphUses uses = new(graph);
        KnownSizes sizes = new(graph);
        HashSet<NodeId> taken = [];
        List<(int Position, KernelGroup Group)> groups = [];
        foreach (Node node in graph.Nodes)
        {
            if (taken.Contains(node.Id)) continue;
            KernelGroup group = new Region(graph, uses, sizes, node, taken).Grow(fuse ? MaxMembers : 1);
            foreach (Node member in group.Members) taken.Add(member.Id);
            groups.Add((group.Members[^1].Id.Index, group));
        }

        return WithoutUnread(graph, [.. groups.OrderBy(g => g.Position).Select(g => g.Group)]);
    }

    /// <summary>The groups whose results something reads: a group may have taken in what others computed for it.</summary>
    private static ImmutableArray<KernelGroup> WithoutUnread(Graph graph, List<KernelGroup> groups)
    {
        HashSet<ValueId> read = [.. graph.Outputs.Select(output => output.Value)];
        List<KernelGroup> kept = [];
        for (int i = groups.Count - 1; i >= 0; i--)
        {
            KernelGroup group = groups[i];
            if (!group.Members.SelectMany(member => member.Outputs).Any(read.Contains)) continue;
            read.UnionWith(IsElementwise(group.Root.Op) ? [] : group.Root.Inputs);
            read.UnionWith(group.Operands);
            read.UnionWith(group.Vectors);
            kept.Add(group);
        }

        kept.Reverse();
        return [.. kept];
    }

    /// <summary>Whether a node computes each element from the elements at the same place.</summary>
    public static bool IsElementwise(Op op) => op is Pointwise or Cast;

    /// <summary>Whether a node is a linear layer, whose sums an epilogue may follow.</summary>
    public static bool IsLinear(Op op) => op is Conv or ConvTranspose or Linear or MatMul;

    /// <summary>Whether a kernel applies steps of its result alone before it stores it (shaders/common/chain.glsl).</summary>
    public static bool TakesChain(Op op) => op is Pad or Pool or Resize or DepthToSpace or SpaceToDepth or Reduce;

    private sealed class Region(Graph graph, GraphUses uses, KnownSizes sizes, Node root, HashSet<NodeId> taken)
    {
        private readonly TensorType _type = graph.TypeOf(root.Output);
        private readonly List<Node> _members = [];
        private readonly List<ElementStep> _steps = [];
        private readonly List<ValueId> _operands = [];
        private readonly List<ValueId> _vectors = [];
        private readonly Dictionary<ValueId, int> _stepOf = [];

        public KernelGroup Grow(int maxMembers)
        {
            bool elementwise = IsElementwise(root.Op);
            if (!elementwise)
            {
                _members.Add(root);
                bool isFollowed = IsLinear(root.Op) || (TakesChain(root.Op) && _type.Element == ElementType.F32);
                if (!isFollowed || root.Outputs.Count != 1)
                {
                    _steps.Add(ElementStep.Operand(0, _type.Element));
                    return Snapshot();
                }

                _steps.Add(ElementStep.Operand(0, _type.Element));
                _stepOf[root.Output] = 0;
                if (IsLinear(root.Op)) TryAddBias();
            }
            else if (!TryAdd(root))
            {
                // More operands than the bindings hold cannot happen for one node: every op has at most three.
                throw new System.Diagnostics.UnreachableException($"{root.Name}: {root.Op.Name} does not fit a kernel");
            }

            KernelGroup best = Snapshot();
            while (_members.Count < maxMembers && NextCandidate() is { } next && TryAdd(next))
            {
                if (LiveResults() is [{ } only] && graph.TypeOf(only) is { } type && (elementwise || type.Element == _type.Element) && only == next.Output)
                    best = Snapshot();
            }

            return best;
        }

        private KernelGroup Snapshot() => new(
            root, _members.ToValueList(), _members[^1].Outputs[0], new ElementwiseGraph(_steps.ToValueList()),
            _operands.ToValueList(), _vectors.ToValueList());

        /// <summary>A linear layer's bias is the first thing its epilogue adds.</summary>
        private void TryAddBias()
        {
            if (root.Inputs.Count < 3) return;
            ElementStep add = ElementStep.Compute(new Pointwise(PointwiseKind.Add), _type.Element, [0, _steps.Count]);
            _vectors.Add(root.Inputs[2]);
            _steps.Add(ElementStep.Vector(0, _type.Element));
            _steps.Add(add);
            _stepOf[root.Output] = _steps.Count - 1;
        }

        /// <summary>The earliest elementwise node that reads the region and is not in it.</summary>
        private Node? NextCandidate() => _members.SelectMany(member => member.Outputs).SelectMany(value => uses.UsersOf(value))
            .Where(node => !_members.Contains(node) && !taken.Contains(node.Id)).MinBy(node => node.Id.Index);

        private bool TryAdd(Node node)
        {
            if (!IsElementwise(node.Op) || !sizes.Same(graph.TypeOf(node.Output).Shape, _type.Shape)) return false;
            bool isChecked = IntegerOverflow.MayOccur(graph, node);
            if (isChecked && !IsElementwise(root.Op)) return false;
            int steps = _steps.Count, operands = _operands.Count, vectors = _vectors.Count;
            List<int> arguments = [];
            List<ValueId> added = [];
            foreach (ValueId input in node.Inputs)
            {
                if (!_stepOf.TryGetValue(input, out int step))
                {
                    if (!TryAddOperand(input)) return Undo();

                    step = _steps.Count - 1;
                    _stepOf[input] = step;
                    added.Add(input);
                }

                arguments.Add(step);
            }

            if (_operands.Count > CheckedOperands && (isChecked || _members.Any(member => IntegerOverflow.MayOccur(graph, member)))) return Undo();

            _steps.Add(ElementStep.Compute(node.Op, graph.TypeOf(node.Output).Element, arguments.ToValueList()));
            _stepOf[node.Output] = _steps.Count - 1;
            _members.Add(node);
            return true;

            bool Undo()
            {
                _steps.RemoveRange(steps, _steps.Count - steps);
                _operands.RemoveRange(operands, _operands.Count - operands);
                _vectors.RemoveRange(vectors, _vectors.Count - vectors);
                foreach (ValueId value in added) _stepOf.Remove(value);
                return false;
            }
        }

        private bool TryAddOperand(ValueId value)
        {
            TensorType type = graph.TypeOf(value);
            if (graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1 && data.Element != ElementType.F64)
            {
                _steps.Add(ElementStep.Constant(data.ToDoubles()[0], type.Element));
                return true;
            }

            bool linear = IsLinear(root.Op);
            if (!linear && !IsElementwise(root.Op)) return false;
            if (linear && type.Element != ElementType.F32) return false;
            if (linear && IsChannelVector(type.Shape) && TryAddVector(value, [])) return true;
            if (linear && PeriodicVector.Of(graph, uses, sizes, root, value) is { } periodic && TryAddVector(periodic.Constant, periodic.Periods)) return true;
            if (_operands.Count >= (linear ? EpilogueOperands : PointwiseOperands)) return false;
            if (linear && LinearForm.ChannelAxis(graph, root) is not { }) return false;
            // A matrix product's rows may be many axes in one: only an operand of its own shape lies like them.
            if (root.Op is Linear or MatMul && !sizes.Same(type.Shape, _type.Shape)) return false;
            _steps.Add(ElementStep.Operand(_operands.Count + (linear ? 1 : 0), type.Element));
            _operands.Add(value);
            return true;
        }

        private bool TryAddVector(ValueId value, ValueList<long> periods)
        {
            ElementStep step = ElementStep.Vector(_steps.Sum(other => other.Kind == ElementStepKind.Vector ? other.VectorCount : 0), ElementType.F32, periods);
            if (step.Index + step.VectorCount > MaxVectors) return false;
            _steps.Add(step);
            _vectors.Add(value);
            return true;
        }

        /// <summary>Whether an operand varies along the output's channel axis only.</summary>
        private bool IsChannelVector(SymbolicShape shape)
        {
            if (LinearForm.ChannelAxis(graph, root) is not { } channelAxis) return false;
            int shift = _type.Rank - shape.Rank;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                bool isChannel = axis + shift == channelAxis;
                if (isChannel ? shape[axis] != _type.Shape[channelAxis] : shape[axis] != IntExpr.One) return false;
            }

            return channelAxis - shift >= 0;
        }

        private List<ValueId> LiveResults()
        {
            HashSet<NodeId> inside = [.. _members.Select(member => member.Id)];
            return [.. _members.SelectMany(member => member.Outputs)
                .Where(value => uses.IsOutput(value) || uses.UsersOf(value).Any(node => !inside.Contains(node.Id)))];
        }
    }
}
