using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Vectors put together and taken apart (SPIR-V §3.32.12), and bits read as another type.</summary>
public static class VectorInstructions
{
    /// <summary>A vector of the components of scalars and vectors, in order.</summary>
    public static ShaderValue Construct(this FunctionBodyBuilder body, params ReadOnlySpan<ShaderValue> parts)
    {
        int count = 0;
        foreach (ShaderValue part in parts)
        {
            if (part.Type.Scalar != parts[0].Type.Scalar) throw new ArgumentException($"a vector cannot hold components of {parts[0].Type} and {part.Type}");
            count += part.Type.Count;
        }

        if (count is < 2 or > 4) throw new ArgumentException($"a vector has 2 to 4 components, {count} were given");
        return parts.Length == 1 ? parts[0] : body.Emit(Opcode.CompositeConstruct, parts[0].Type.Times(count), parts);
    }

    /// <summary>A vector of <paramref name="count"/> times the scalar; a count of 1 leaves it a scalar.</summary>
    public static ShaderValue Splat(this FunctionBodyBuilder body, ShaderValue scalar, int count)
    {
        if (scalar.Type.IsVector) throw new ArgumentException($"the operand of Splat has type {scalar.Type}, a scalar is expected");
        return count == 1 ? scalar : body.Construct([.. Enumerable.Repeat(scalar, count)]);
    }

    public static ShaderValue Extract(this FunctionBodyBuilder body, ShaderValue vector, int component)
    {
        RequireComponent(vector, component);
        return vector.Type.IsVector ? body.EmitWords(Opcode.CompositeExtract, vector.Type.Times(1), vector.Id.Value, (uint)component) : vector;
    }

    /// <summary>The component that a value known only when the shader runs points to; beyond the vector it is undefined.</summary>
    public static ShaderValue ExtractDynamic(this FunctionBodyBuilder body, ShaderValue vector, ShaderValue component)
    {
        if (!vector.Type.IsVector) throw new ArgumentException($"the operand of ExtractDynamic has type {vector.Type}, a vector is expected");
        if (!component.Type.IsInteger || component.Type.IsVector) throw new ArgumentException($"the index of ExtractDynamic has type {component.Type}, an integer is expected");
        return body.Emit(Opcode.VectorExtractDynamic, vector.Type.Times(1), vector, component);
    }

    /// <summary>The vector with one component replaced.</summary>
    public static ShaderValue Insert(this FunctionBodyBuilder body, ShaderValue vector, int component, ShaderValue scalar)
    {
        RequireComponent(vector, component);
        FunctionBodyBuilder.RequireType(scalar, vector.Type.Times(1), "the inserted component");
        return vector.Type.IsVector ? body.EmitWords(Opcode.CompositeInsert, vector.Type, scalar.Id.Value, vector.Id.Value, (uint)component) : scalar;
    }

    /// <summary>Components chosen from two vectors, those of the second counted on from the first: <c>Shuffle(a, b, 0, 4)</c> of vec4s is vec2(a.x, b.x).</summary>
    public static ShaderValue Shuffle(this FunctionBodyBuilder body, ShaderValue a, ShaderValue b, params ReadOnlySpan<int> components)
    {
        if (!a.Type.IsVector || !b.Type.IsVector || a.Type.Scalar != b.Type.Scalar)
            throw new ArgumentException($"the operands of Shuffle have types {a.Type} and {b.Type}, vectors of one scalar type are expected");
        uint[] words = [a.Id.Value, b.Id.Value, .. new uint[components.Length]];
        for (int i = 0; i < components.Length; i++)
        {
            if (components[i] < 0 || components[i] >= a.Type.Count + b.Type.Count)
                throw new ArgumentException($"Shuffle of {a.Type} and {b.Type} has no component {components[i]}");
            words[i + 2] = (uint)components[i];
        }

        return body.EmitWords(Opcode.VectorShuffle, a.Type.Times(components.Length), words);
    }

    /// <summary>Reads the same bits as another type of as many components; floats and integers only.</summary>
    public static ShaderValue Bitcast(this FunctionBodyBuilder body, ShaderValue value, ScalarKind to)
    {
        if (value.Type.Scalar == ScalarKind.Bool || to == ScalarKind.Bool) throw new ArgumentException($"Bitcast from {value.Type} to {to}: a bool has no bits");
        return value.Type.Scalar == to ? value : body.Emit(Opcode.Bitcast, value.Type.With(to), value);
    }

    private static void RequireComponent(ShaderValue vector, int component)
    {
        if (component < 0 || component >= vector.Type.Count) throw new ArgumentException($"a {vector.Type} has no component {component}");
    }
}
