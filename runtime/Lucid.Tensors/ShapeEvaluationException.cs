namespace Lucid.Tensors;

/// <summary>An integer expression has no value: a symbol without a value, a division by zero, or an overflow of 64 bits.</summary>
public sealed class ShapeEvaluationException(string message) : Exception(message);
