using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Hardsigmoid: x/6 + 1/2 cut to 0 … 1.</summary>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Hardsigmoid(bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(new Pointwise(PointwiseKind.HardSigmoid, 1.0 / 6, 0.5), string.Empty, inplace, NnModel.Caller(file, line));
