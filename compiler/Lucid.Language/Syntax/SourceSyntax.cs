namespace Lucid.Language.Syntax;

/// <summary>A source as it was read: the statements outside and the model. What could not be read is missing and was reported.</summary>
/// <param name="Declarations">Blocks, weights, constants and assignments, in order.</param>
/// <param name="Models">The models; a correct source has one.</param>
internal sealed record SourceSyntax(IReadOnlyList<Statement> Declarations, IReadOnlyList<ModelSyntax> Models);
