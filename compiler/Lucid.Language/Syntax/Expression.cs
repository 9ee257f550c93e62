using Lucid.Model;

namespace Lucid.Language.Syntax;

/// <summary>What has a value.</summary>
/// <param name="Span">Where it begins; of a call, where the name of what is called begins.</param>
internal abstract record Expression(SourceSpan Span);

internal sealed record NameExpression(string Name, SourceSpan Span) : Expression(Span);

internal sealed record IntegerExpression(long Value, SourceSpan Span) : Expression(Span);

internal sealed record RealExpression(double Value, SourceSpan Span) : Expression(Span);

internal sealed record TextExpression(string Value, SourceSpan Span) : Expression(Span);

internal sealed record TruthExpression(bool Value, SourceSpan Span) : Expression(Span);

internal sealed record NoneExpression(SourceSpan Span) : Expression(Span);

/// <summary><c>(a, b)</c> or <c>[a, b]</c>: there is no difference.</summary>
internal sealed record ListExpression(IReadOnlyList<Expression> Items, SourceSpan Span) : Expression(Span);

/// <summary>Signs before an operand.</summary>
internal sealed record SignExpression(bool IsNegative, Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary>Operands with operators of one rank between them, carried out from left to right.</summary>
internal sealed record OperatorExpression(Expression First, IReadOnlyList<OperatorTerm> Rest) : Expression(First.Span);

internal sealed record OperatorTerm(Token Operator, SourceSpan Span, Expression Operand);

internal sealed record MemberExpression(Expression Target, string Member, SourceSpan MemberSpan) : Expression(Target.Span);

internal sealed record CallExpression(Expression Callee, IReadOnlyList<ArgumentSyntax> Arguments, SourceSpan Span) : Expression(Span);

internal sealed record IndexExpression(Expression Target, IReadOnlyList<Expression> Items, SourceSpan Span) : Expression(Span);

/// <summary><c>start:stop:step</c> within an index.</summary>
internal sealed record RangeExpression(Expression? Start, Expression? Stop, Expression? Step, SourceSpan Span) : Expression(Span);

/// <summary><c>...</c> within an index.</summary>
internal sealed record EllipsisExpression(SourceSpan Span) : Expression(Span);

/// <summary><c>x -> a -> b</c>: what stands before an arrow goes into what stands after it.</summary>
internal sealed record ChainExpression(Expression First, IReadOnlyList<Expression> Stages) : Expression(First.Span);

/// <summary><c>up.{i}: ConvTranspose2d(64, 4)</c>, and <c>… as "node" : "value"</c>.</summary>
/// <param name="Label">The name that is given, or null.</param>
/// <param name="Target">What is named.</param>
/// <param name="NodeName">What the graph calls the node, where the source says so.</param>
/// <param name="ValueName">What the graph calls the value, where the source says so.</param>
/// <param name="Span">Where it begins.</param>
internal sealed record NamedExpression(LabelSyntax? Label, Expression Target, string? NodeName, string? ValueName, SourceSpan Span) : Expression(Span);

/// <summary>An argument of a call.</summary>
internal sealed record ArgumentSyntax(string? Name, Expression Value, SourceSpan Span);

/// <summary>The name of a layer: texts, and expressions in braces.</summary>
internal sealed record LabelSyntax(IReadOnlyList<LabelPart> Parts, SourceSpan Span);

/// <summary>A part of a name; one of the two is there.</summary>
internal sealed record LabelPart(string? Text, Expression? Hole);
