using System.Runtime.CompilerServices;

using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Softsign: x / (1 + |x|).</summary>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Softsign([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    : ActivationModule(Pointwise.Of(PointwiseKind.Softsign), string.Empty, inplace: false, NnModel.Caller(file, line));
