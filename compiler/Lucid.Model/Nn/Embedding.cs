using System.Globalization;
using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Embedding: integers of any shape looked up in a table: (*) becomes (*, embedding_dim).</summary>
public sealed class Embedding : Module
{
    private readonly SourceSpan _span;
    private readonly long? _paddingIndex;

    /// <summary>A table of learned rows.</summary>
    /// <param name="numEmbeddings">How many rows.</param>
    /// <param name="embeddingDim">Their length.</param>
    /// <param name="paddingIdx">The row that training leaves at 0; without effect here.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public Embedding(
        long numEmbeddings, long embeddingDim, long? paddingIdx = null, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        (_span, _paddingIndex) = (NnModel.Caller(file, line), paddingIdx);
        Arguments.Check(nameof(Embedding), device, dtype, _span, ("num_embeddings", numEmbeddings), ("embedding_dim", embeddingDim));
        // torch draws from a normal distribution; this one has the same variance, 1.
        Weight = AddParameter("weight", dtype ?? ElementType.F32, new Shape(numEmbeddings, embeddingDim), ParameterFill.Uniform(Math.Sqrt(3)));
    }

    /// <summary>The rows [num_embeddings, embedding_dim].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input) => input.Model.Apply(new Gather(0), _span, FullName, input.Model.Of(Weight), input);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Weight.Shape!.Value[0]}, {Weight.Shape!.Value[1]}{(_paddingIndex is { } index ? $", padding_idx={index}" : "")}");
}
