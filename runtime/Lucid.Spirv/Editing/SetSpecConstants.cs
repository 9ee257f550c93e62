using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Changes the defaults of specialisation constants; they can still be specialised when a pipeline is made.</summary>
public static class SetSpecConstants
{
    /// <param name="module">The module to change.</param>
    /// <param name="values">The defaults by SpecId (GLSL's <c>constant_id</c>).</param>
    /// <exception cref="ArgumentException">The module has no such constant, or one of another type.</exception>
    public static SpirvModule Run(SpirvModule module, IReadOnlyDictionary<uint, ScalarValue> values)
    {
        var index = new ModuleIndex(module);
        Dictionary<uint, ImmutableArray<Id>> bySpecId = SpecIds(module).GroupBy(pair => pair.Value, pair => pair.Key).ToDictionary(group => group.Key, group => group.ToImmutableArray());
        var changed = new Dictionary<Instruction, Instruction>();
        foreach ((uint specId, ScalarValue value) in values)
        {
            if (!bySpecId.TryGetValue(specId, out ImmutableArray<Id> constants))
                throw new ArgumentException($"the module has no specialisation constant {specId}; it has {(bySpecId.Count == 0 ? "none" : string.Join(", ", bySpecId.Keys.Order()))}");
            foreach (Id constant in constants)
            {
                Instruction definition = index.Definition(constant);
                changed[definition] = WithDefault(index, definition, specId, value);
            }
        }

        return module with { Globals = [.. module.Globals.Select(global => changed.GetValueOrDefault(global, global))] };
    }

    /// <summary>The SpecId of each constant that has one, in the order of the decorations.</summary>
    internal static IEnumerable<KeyValuePair<Id, uint>> SpecIds(SpirvModule module) =>
        from annotation in module.Annotations
        where annotation.Opcode == Opcode.Decorate && annotation.Words[1] == (uint)Decoration.SpecId
        select KeyValuePair.Create(annotation.IdAt(0), annotation.Words[2]);

    private static Instruction WithDefault(ModuleIndex index, Instruction constant, uint specId, ScalarValue value)
    {
        ShaderType? type = index.ShaderTypeOf(constant.ResultType ?? throw constant.Fault($"specialisation constant {specId} is an Op{constant.Opcode}"));
        if (type != ShaderType.Of(value.Kind))
            throw new ArgumentException($"specialisation constant {specId} '{index.Name(constant.Result!.Value)}' is a {type?.ToString() ?? "type of other than 32 bits"}, {value} is a {ShaderType.Of(value.Kind)}");
        return value.Kind == ScalarKind.Bool
            ? constant.Replace(value.Bits != 0 ? Opcode.SpecConstantTrue : Opcode.SpecConstantFalse, constant.Words.AsSpan())
            : constant.With(2, value.Bits);
    }
}
