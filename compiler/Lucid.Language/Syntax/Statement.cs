using Lucid.Model;

namespace Lucid.Language.Syntax;

/// <summary>A line of a body.</summary>
internal abstract record Statement(SourceSpan Span);

internal sealed record AssignStatement(Pattern Target, Expression Value, SourceSpan Span) : Statement(Span);

internal sealed record ForStatement(Pattern Variable, Expression List, IReadOnlyList<Statement> Body, SourceSpan Span) : Statement(Span);

internal sealed record ReturnStatement(Expression Value, SourceSpan Span) : Statement(Span);

/// <summary>Outputs of the model; without a value they are the variables of these names.</summary>
internal sealed record OutputStatement(IReadOnlyList<NamePattern> Names, Expression? Value, SourceSpan Span) : Statement(Span);

/// <summary>A tensor of the weights file: <c>weight w: f32[8] = "blur.kernel"</c>.</summary>
internal sealed record WeightStatement(string Name, TypeSyntax Type, string? StateName, SourceSpan Span) : Statement(Span);

/// <summary>A tensor that stands in the source: <c>const k: f32[2] = [1, 2]</c>.</summary>
internal sealed record ConstStatement(string Name, TypeSyntax Type, Expression Value, SourceSpan Span) : Statement(Span);

/// <summary>A condition on the sizes.</summary>
/// <param name="Condition">What must hold.</param>
/// <param name="Message">What is said otherwise.</param>
/// <param name="Origin">Where the condition comes from, of a model that was converted.</param>
/// <param name="Span">Where it begins.</param>
internal sealed record RequireStatement(Expression Condition, string? Message, SourceSpan? Origin, SourceSpan Span) : Statement(Span);

/// <summary>The file with the weights, relative to the source.</summary>
internal sealed record WeightsStatement(string FileName, SourceSpan Span) : Statement(Span);

/// <summary>An expression whose value nobody takes.</summary>
internal sealed record ExpressionStatement(Expression Value) : Statement(Value.Span);

/// <summary>What a value is given to: a name, or names for the entries of a list.</summary>
internal abstract record Pattern(SourceSpan Span);

internal sealed record NamePattern(string Name, SourceSpan Span) : Pattern(Span);

internal sealed record ListPattern(IReadOnlyList<Pattern> Items, SourceSpan Span) : Pattern(Span);

/// <summary><c>f32[N, 3, h, w]</c>.</summary>
internal sealed record TypeSyntax(string Element, IReadOnlyList<Expression> Extents, SourceSpan Span);

/// <summary><c>block up(channels, kernel=4)(x, skip) { … }</c>.</summary>
internal sealed record BlockSyntax(string Name, IReadOnlyList<ParameterSyntax> Parameters, IReadOnlyList<InputSyntax> Inputs, IReadOnlyList<Statement> Body, SourceSpan Span) : Statement(Span);

internal sealed record ParameterSyntax(string Name, Expression? Default, SourceSpan Span);

/// <summary>An input of a block (without type) or of the model.</summary>
internal sealed record InputSyntax(string Name, TypeSyntax? Type, SourceSpan Span);

/// <summary><c>model unet(x: f32[N, 3, h, w]) { … }</c>.</summary>
internal sealed record ModelSyntax(string Name, IReadOnlyList<InputSyntax> Inputs, IReadOnlyList<Statement> Body, SourceSpan Span) : Statement(Span);
