using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>An input or output of a model as callers see it.</summary>
public sealed record ModelPort(string Name, TensorType Type);
