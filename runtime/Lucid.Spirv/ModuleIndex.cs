using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv;

/// <summary>What a module says about each id: its definition, its name, its decorations. Made once for a module, which does not change.</summary>
public sealed class ModuleIndex
{
    private readonly Dictionary<Id, Instruction> _definitions = [];
    private readonly Dictionary<Id, string> _names = [];
    private readonly ILookup<Id, Instruction> _decorations;
    private readonly ILookup<(Id, uint), Instruction> _memberDecorations;

    private IReadOnlyDictionary<string, Id>? _declared;

    public ModuleIndex(SpirvModule module)
    {
        Module = module;
        foreach (Instruction instruction in module.Instructions)
        {
            if (instruction.Result is Id result) _definitions.TryAdd(result, instruction);
            if (instruction.Opcode == Opcode.Name) _names.TryAdd(instruction.IdAt(0), instruction.StringAt(1));
        }

        _decorations = module.Annotations.Where(annotation => annotation.Opcode is Opcode.Decorate or Opcode.DecorateId)
            .ToLookup(annotation => annotation.IdAt(0));
        _memberDecorations = module.Annotations.Where(annotation => annotation.Opcode == Opcode.MemberDecorate)
            .ToLookup(annotation => (annotation.IdAt(0), annotation.Words[1]));
    }

    public SpirvModule Module { get; }

    /// <summary>The types and constants that an editor of the module finds again.</summary>
    internal IReadOnlyDictionary<string, Id> Declared => _declared ??= Editing.ModuleEditor.DeclaredBy(Module);

    public Instruction Definition(Id id) =>
        _definitions.TryGetValue(id, out Instruction? definition) ? definition : throw new SpirvFormatException(null, $"id {id} is not defined");

    /// <summary>The definition if it is one of <paramref name="opcode"/>.</summary>
    public Instruction Definition(Id id, Opcode opcode)
    {
        Instruction definition = Definition(id);
        return definition.Opcode == opcode ? definition : throw definition.Fault($"id {id} is an Op{definition.Opcode} where an Op{opcode} is expected");
    }

    /// <summary>The type of a value, constant, variable or function.</summary>
    public Instruction TypeOf(Id id)
    {
        Instruction definition = Definition(id);
        return Definition(definition.ResultType ?? throw definition.Fault($"id {id}, an Op{definition.Opcode}, has no type"));
    }

    /// <summary>The name in the source; null or empty where it had none.</summary>
    public string? Name(Id id) => _names.GetValueOrDefault(id);

    public bool HasDecoration(Id id, Decoration decoration) => Find(_decorations[id], 1, decoration) is not null;

    /// <summary>The literal of a decoration, as in <c>Binding 3</c>; null if the id is not so decorated.</summary>
    public uint? DecorationValue(Id id, Decoration decoration) => Literal(Find(_decorations[id], 1, decoration), 2);

    public bool HasMemberDecoration(Id structure, uint member, Decoration decoration) => Find(_memberDecorations[(structure, member)], 2, decoration) is not null;

    public uint? MemberDecorationValue(Id structure, uint member, Decoration decoration) =>
        Literal(Find(_memberDecorations[(structure, member)], 2, decoration), 3);

    /// <summary>
    /// The function of this name in the source. Where the source overloads the name, give the mangled one too: glslang names
    /// <c>vec4 f(vec4 a, uint b)</c> as <c>f(vf4;u1;</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public Function Function(string name)
    {
        ImmutableArray<Function> named = [.. Module.Functions.Where(function => Name(function.Id) is string full && (full == name || full.StartsWith(name + "(", StringComparison.Ordinal)))];
        if (named.Length == 1) return named[0];
        string all = string.Join(", ", Module.Functions.Select(function => Name(function.Id) ?? function.Id.ToString()));
        throw new ArgumentException(named.IsEmpty
            ? $"the module has no function '{name}'; it has {all}"
            : $"the module has {named.Length} functions '{name}'; name one of {string.Join(", ", named.Select(function => Name(function.Id)))}");
    }

    /// <summary>The bits of a scalar constant's default; null if the id is not a scalar constant with a literal of one word.</summary>
    public uint? ConstantBits(Id id) => Definition(id) switch
    {
        { Opcode: Opcode.Constant or Opcode.SpecConstant, Words: [_, _, uint bits] } => bits,
        { Opcode: Opcode.ConstantTrue or Opcode.SpecConstantTrue } => 1,
        { Opcode: Opcode.ConstantFalse or Opcode.SpecConstantFalse or Opcode.ConstantNull } => 0,
        _ => null,
    };

    /// <summary>What a type is as a scalar or vector of 32 bits; null if it is something else.</summary>
    public ShaderType? ShaderTypeOf(Id type) => Definition(type) switch
    {
        { Opcode: Opcode.TypeBool } => ShaderType.Bool,
        { Opcode: Opcode.TypeInt, Words: [_, 32, uint isSigned] } => isSigned != 0 ? ShaderType.I32 : ShaderType.U32,
        { Opcode: Opcode.TypeFloat, Words: [_, 32] } => ShaderType.F32,
        { Opcode: Opcode.TypeVector, Words: [_, uint component, uint count and >= 2 and <= 4] }
            when Definition(new Id(component)).Opcode != Opcode.TypeVector => ShaderTypeOf(new Id(component))?.Times((int)count),
        _ => null,
    };

    private static Instruction? Find(IEnumerable<Instruction> annotations, int word, Decoration decoration) =>
        annotations.FirstOrDefault(annotation => annotation.Words[word] == (uint)decoration);

    private static uint? Literal(Instruction? annotation, int word) => annotation is not null && annotation.Words.Length > word ? annotation.Words[word] : null;
}
