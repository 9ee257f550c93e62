using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.GELU: x·Φ(x), Φ by the error function or, for <c>tanh</c>, by its approximation.</summary>
/// <param name="approximate"><c>none</c> or <c>tanh</c>.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
/// <exception cref="ModelException">The approximation is unknown.</exception>
public sealed class GELU(string approximate = "none", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(OpOf(approximate, NnModel.Caller(file, line)), $"approximate='{approximate}'", inplace: false, NnModel.Caller(file, line))
{
    private static Pointwise OpOf(string approximate, SourceSpan span) => approximate switch
    {
        "none" => Pointwise.Of(PointwiseKind.Gelu),
        "tanh" => Pointwise.Of(PointwiseKind.GeluTanh),
        _ => throw new ModelException([DiagnosticDescriptors.WordRefused.At(span, nameof(GELU), "approximate", approximate, "none, tanh")]),
    };
}
