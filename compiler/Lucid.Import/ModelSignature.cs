using Lucid.Tensors;

namespace Lucid.Import;

/// <summary>What a model's file says of its inputs and outputs, known before it is imported.</summary>
/// <param name="Inputs">The inputs that a caller feeds, in order: those without an initializer.</param>
/// <param name="Outputs">The outputs, in order.</param>
public sealed record ModelSignature(ValueList<DeclaredPort> Inputs, ValueList<DeclaredPort> Outputs);

/// <summary>An input or an output as a file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">The element type in the file, which the graph may widen or narrow to f32; null if it is none that tensors have here.</param>
public sealed record DeclaredPort(string Name, ElementType? Element);
