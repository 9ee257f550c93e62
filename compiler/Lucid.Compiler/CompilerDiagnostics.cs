using Lucid.Model;

namespace Lucid.Compiler;

/// <summary>Every diagnostic of this project, in one table: 3xxx, target and lowering.</summary>
public static class CompilerDiagnostics
{
    /// <summary>The model uses an op that Lucid understands and cannot run on a device.</summary>
    public static readonly DiagnosticDescriptor NoKernel = new("LUC3001", Severity.Error, "{0}: no kernel computes '{1}'");

    /// <summary>There is a kernel, but not for these sizes, types or attributes.</summary>
    public static readonly DiagnosticDescriptor NotLowered = new("LUC3002", Severity.Error, "{0}: {1}");
}
