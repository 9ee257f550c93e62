using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.SELU: scale·(x where x ≥ 0, else alpha·(eˣ - 1)), with the constants of Klambauer et al. 2017.</summary>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class SELU(bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(new Pointwise(PointwiseKind.Selu, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946), string.Empty, inplace, NnModel.Caller(file, line));
