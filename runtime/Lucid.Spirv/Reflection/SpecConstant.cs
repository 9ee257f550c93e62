namespace Lucid.Spirv.Reflection;

/// <summary>A specialisation constant.</summary>
/// <param name="SpecId">GLSL's <c>constant_id</c>.</param>
/// <param name="Name">The name in the source; empty where it had none, as the parts of a workgroup's size.</param>
/// <param name="Default">The value it has when it is not specialised; its kind is the constant's type.</param>
public sealed record SpecConstant(uint SpecId, string Name, ScalarValue Default);
