using Lucid.Tensors;

namespace Lucid.Import;

/// <summary>What a model's file calls its inputs and outputs, known before it is imported.</summary>
/// <param name="Inputs">The inputs that a caller feeds, in order: those without an initializer.</param>
/// <param name="Outputs">The outputs, in order.</param>
public sealed record ModelSignature(ValueList<string> Inputs, ValueList<string> Outputs);
