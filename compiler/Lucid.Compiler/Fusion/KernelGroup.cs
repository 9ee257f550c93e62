using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>Nodes that become one dispatch: a root and the elementwise nodes that follow it in registers.</summary>
/// <param name="Root">The node that decides the kernel family.</param>
/// <param name="Members">All nodes, the root first, in topological order.</param>
/// <param name="Output">The only value that anything outside the group reads.</param>
/// <param name="Elementwise">What follows the root; for an elementwise root, all of it.</param>
/// <param name="Operands">Tensor operands of <paramref name="Elementwise"/>. With a linear root, operand 0 is the sum and this list begins at operand 1.</param>
/// <param name="Vectors">Channel vectors of <paramref name="Elementwise"/>.</param>
internal sealed record KernelGroup(
    Node Root,
    ValueList<Node> Members,
    ValueId Output,
    ElementwiseGraph Elementwise,
    ValueList<ValueId> Operands,
    ValueList<ValueId> Vectors)
{
    /// <summary>The names of all nodes.</summary>
    public ValueList<string> NodeNames => Members.Select(node => node.Name).ToValueList();

    /// <summary>As <c>conv1+relu</c>: the root's name and the ops that follow.</summary>
    public string Name { get; } = string.Join('+', Members.Select((node, i) => i == 0 ? node.Name : node.Op.Name));
}
