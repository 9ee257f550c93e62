using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>A named attribute of an op, for printing and reading graphs.</summary>
/// <param name="Name">The attribute's name, as in the text form.</param>
/// <param name="Value">One of: <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>, <see cref="IntExpr"/>,
/// <see cref="ValueList{T}"/> of long, double or <see cref="IntExpr"/>.</param>
/// <param name="Default">What the text form may leave out; null if the attribute is always written.</param>
public sealed record OpAttribute(string Name, object Value, object? Default = null);
