using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Sigmoid: 1 / (1 + e⁻ˣ).</summary>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Sigmoid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(Pointwise.Of(PointwiseKind.Sigmoid), string.Empty, inplace: false, NnModel.Caller(file, line));
