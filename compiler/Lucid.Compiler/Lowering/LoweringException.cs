namespace Lucid.Compiler.Lowering;

/// <summary>A node is more than its kernel family can do; becomes a diagnostic at the node that is being lowered.</summary>
internal sealed class LoweringException(string message) : Exception(message);
