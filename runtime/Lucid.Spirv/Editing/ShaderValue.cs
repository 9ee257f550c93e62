namespace Lucid.Spirv.Editing;

/// <summary>A value inside a function body that is being written: an id and the type it is known to have.</summary>
public readonly record struct ShaderValue(Id Id, ShaderType Type);
