using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ELU: x where x ≥ 0, else alpha·(eˣ - 1).</summary>
/// <param name="alpha">What x far below 0 tends to, negated.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class ELU(double alpha = 1, bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(new Pointwise(PointwiseKind.Elu, alpha), $"alpha={PythonText.Float(alpha)}", inplace, NnModel.Caller(file, line));
