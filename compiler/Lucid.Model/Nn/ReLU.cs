using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReLU: max(x, 0).</summary>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class ReLU(bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(Pointwise.Of(PointwiseKind.Relu), string.Empty, inplace, NnModel.Caller(file, line));
