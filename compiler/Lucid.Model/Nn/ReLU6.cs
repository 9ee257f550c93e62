using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ReLU6: x cut to 0 … 6.</summary>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class ReLU6(bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(new Pointwise(PointwiseKind.Clip, 0, 6), string.Empty, inplace, NnModel.Caller(file, line));
