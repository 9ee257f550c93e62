using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Attention and look-up.</content>
public static partial class F
{
    /// <summary>torch.bmm, torch.mm: as <see cref="MatMul"/>.</summary>
    public static Var Bmm(Var input, Var mat2, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => MatMul(input, mat2, file, line);

    /// <summary>torch.nn.functional.scaled_dot_product_attention: softmax(q·kᵀ·scale + mask)·v.</summary>
    /// <param name="query">(…, L, E).</param>
    /// <param name="key">(…, S, E).</param>
    /// <param name="value">(…, S, Ev).</param>
    /// <param name="attnMask">Broadcasts to (…, L, S): bool, where true takes part, or numbers to be added.</param>
    /// <param name="dropoutP">What training left out; without effect here.</param>
    /// <param name="isCausal">Whether position l sees positions up to l alone.</param>
    /// <param name="scale">By default 1/√E.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var ScaledDotProductAttention(
        Var query, Var key, Var value, Var? attnMask = null, double dropoutP = 0, bool isCausal = false, double? scale = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _ = dropoutP;
        Var q = query.At(file, line);
        Var factor = scale is { } given ? q.Scalar(given) : q.Size(-1).TryGetConstant(out long depth) ? q.Scalar(1 / Math.Sqrt(depth)) : Rsqrt(q.SizeScalar(q.Size(-1)), file, line);
        Var scores = MatMul(q, Transpose(key, -2, -1, file, line), file, line) * factor;
        if (isCausal)
        {
            Var rows = Unsqueeze(Positions(q, q.Size(-2)), 1, file, line);
            scores = Where(rows.Apply(new Pointwise(PointwiseKind.GreaterOrEqual), Positions(q, key.Size(-2))), scores, q.Scalar(double.NegativeInfinity), file, line);
        }

        if (attnMask is { Type.Element: ElementType.Bool }) scores = Where(attnMask, scores, q.Scalar(double.NegativeInfinity), file, line);
        else if (attnMask is not null) scores += attnMask;
        return MatMul(Softmax(scores, -1, file, line), value, file, line);

        static Var Positions(Var like, IntExpr count) => like.Model.Apply(new Iota(count))[0];
    }

    /// <summary>torch.nn.functional.embedding: the rows of the weight (num_embeddings, embedding_dim) that integers of any shape name.</summary>
    public static Var Embedding(Var input, Var weight, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => weight.At(file, line).Apply(new Gather(0), input);
}
