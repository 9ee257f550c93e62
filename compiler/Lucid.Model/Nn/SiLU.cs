using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.SiLU: x / (1 + e⁻ˣ).</summary>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class SiLU(bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(Pointwise.Of(PointwiseKind.Silu), string.Empty, inplace, NnModel.Caller(file, line));
