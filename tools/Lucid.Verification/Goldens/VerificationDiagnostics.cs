using Lucid.Model;

namespace Lucid.Verification.Goldens;

/// <summary>Every diagnostic of this project, in one table: 4xxx, packages.</summary>
public static class VerificationDiagnostics
{
    /// <summary>A golden data set has numbers for which no bits are promised.</summary>
    public static readonly DiagnosticDescriptor GoldenSubnormal = new(
        "LUC4001", Severity.Warning, "golden '{0}': an intermediate of {1} is subnormal, where devices may differ: its outputs are stored as values with a bound instead of hashes");

    /// <summary>The outputs that were given with golden inputs are not those of the model.</summary>
    public static readonly DiagnosticDescriptor GoldenContradicted = new(
        "LUC4002", Severity.Error, "golden '{0}': output '{1}' as given is not what the model computes: {2}");

    /// <summary>A golden data set does not have the model's inputs and outputs.</summary>
    public static readonly DiagnosticDescriptor GoldenUnsuitable = new("LUC4003", Severity.Error, "golden '{0}': {1}");

    /// <summary>An output of fast numerics jumps where rounding differs, so that a right device may give another one.</summary>
    public static readonly DiagnosticDescriptor GoldenUndecided = new(
        "LUC4004", Severity.Warning, "golden '{0}': rounding decides output '{1}', which is not compared: {2}; --numerics strict has one result");
}
