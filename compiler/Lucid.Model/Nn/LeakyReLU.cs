using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.LeakyReLU: x where x ≥ 0, else negative_slope·x.</summary>
/// <param name="negativeSlope">Slope below 0.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class LeakyReLU(double negativeSlope = 0.01, bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(new Pointwise(PointwiseKind.LeakyRelu, negativeSlope), $"negative_slope={PythonText.Float(negativeSlope)}", inplace, NnModel.Caller(file, line));
