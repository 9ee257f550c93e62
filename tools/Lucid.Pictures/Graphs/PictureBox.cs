using System.Collections.Immutable;

namespace Lucid.Pictures.Graphs;

/// <summary>What a box stands for.</summary>
public enum PictureBoxKind
{
    /// <summary>An input of the model.</summary>
    Input,

    /// <summary>An output of the model.</summary>
    Output,

    /// <summary>A node of the graph.</summary>
    Node,

    /// <summary>Nodes that one kernel computes, or several kernels together.</summary>
    Kernel,
}

/// <summary>A box of a graph's picture.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">Of the input, output, node or kernel.</param>
/// <param name="Facts">Weights, arithmetic, bytes; for inputs and outputs the type.</param>
/// <param name="Nodes">The nodes in it, in order; none for inputs and outputs.</param>
public sealed record PictureBox(PictureBoxKind Kind, string Name, string Facts, ImmutableArray<PictureNode> Nodes);

/// <summary>A node within a box.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Op">The op's name.</param>
/// <param name="Family">The op's family.</param>
/// <param name="Attributes">What matters of its attributes, in few words.</param>
/// <param name="Facts">Weights and arithmetic.</param>
/// <param name="Results">Types of its outputs.</param>
public sealed record PictureNode(string Name, string Op, OpFamily Family, string Attributes, string Facts, string Results);

/// <summary>A value on its way from a box to another.</summary>
/// <param name="From">Index of the box that has it.</param>
/// <param name="FromNode">Index of the node there.</param>
/// <param name="Port">Which of the values that leave the box it is.</param>
/// <param name="To">Index of the box that reads it.</param>
/// <param name="ToNode">Index of the node there.</param>
/// <param name="Value">The value's name.</param>
/// <param name="Type">Its extents, and its element type where that is not f32.</param>
public sealed record PictureLink(int From, int FromNode, int Port, int To, int ToNode, string Value, string Type);
