using System.Globalization;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Disassembly;

/// <summary>
/// A readable, unique name for each id, as spirv-dis gives them: from OpName, else from the built-in it stands for, else from what a type or
/// constant is (<c>v4float</c>, <c>_ptr_Function_uint</c>, <c>uint_64</c>), else its number.
/// </summary>
internal sealed class FriendlyNames
{
    // A name made of names could double at each step in a hostile module; a longer one gives way to the number.
    private const int MaxMadeLength = 120;

    private readonly Dictionary<Id, string> _names = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nextSuffix = new(StringComparer.Ordinal);
    private readonly LiteralText _literals;

    public FriendlyNames(SpirvModule module, LiteralText literals)
    {
        _literals = literals;
        foreach (Instruction instruction in module.Instructions) Name(instruction);
    }

    public string this[Id id] => _names.TryGetValue(id, out string? name) ? name : id.Value.ToString(CultureInfo.InvariantCulture);

    private void Name(Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Name:
                Save(instruction.IdAt(0), instruction.StringAt(1));
                return;
            case Opcode.Decorate when instruction.Words[1] == (uint)Decoration.BuiltIn && instruction.Words.Length > 2:
                if (BuiltInName((BuiltIn)instruction.Words[2]) is string builtIn) Save(instruction.IdAt(0), builtIn);
                return;
        }

        if (instruction.Result is not Id result) return;
        string? made = Describe(instruction, result);
        Save(result, made is { Length: <= MaxMadeLength } ? made : result.Value.ToString(CultureInfo.InvariantCulture));
    }

    private string? Describe(Instruction instruction, Id result) => instruction.Opcode switch
    {
        Opcode.TypeVoid => "void",
        Opcode.TypeBool => "bool",
        Opcode.TypeInt => IntegerName(instruction.Words[1], instruction.Words[2] == 0),
        Opcode.TypeFloat => instruction.Words[1] switch { 16 => "half", 32 => "float", 64 => "double", uint width => $"fp{width}" },
        Opcode.TypeVector => $"v{instruction.Words[2]}{this[instruction.IdAt(1)]}",
        Opcode.TypeMatrix => $"mat{instruction.Words[2]}{this[instruction.IdAt(1)]}",
        Opcode.TypeArray => $"_arr_{this[instruction.IdAt(1)]}_{this[instruction.IdAt(2)]}",
        Opcode.TypeRuntimeArray => $"_runtimearr_{this[instruction.IdAt(1)]}",
        Opcode.TypePointer => $"_ptr_{Enumerations.StorageClasses.NameOf(instruction.Words[1]) ?? "StorageClass"}_{this[instruction.IdAt(2)]}",
        Opcode.TypeStruct => $"_struct_{result.Value}",
        Opcode.ConstantTrue => "true",
        Opcode.ConstantFalse => "false",
        Opcode.Constant => $"{this[instruction.IdAt(0)]}_{_literals.Number(instruction).Replace('-', 'n')}",
        _ => null,
    };

    private static string IntegerName(uint width, bool isUnsigned)
    {
        string? root = width switch { 8 => "char", 16 => "short", 32 => "int", 64 => "long", _ => null };
        return (isUnsigned ? "u" : root is null ? "i" : "") + (root ?? width.ToString(CultureInfo.InvariantCulture));
    }

    private static string? BuiltInName(BuiltIn builtIn) => builtIn switch
    {
        BuiltIn.NumWorkgroups => "gl_NumWorkGroups",
        BuiltIn.WorkgroupSize => "gl_WorkGroupSize",
        BuiltIn.WorkgroupId => "gl_WorkGroupID",
        BuiltIn.LocalInvocationId => "gl_LocalInvocationID",
        BuiltIn.GlobalInvocationId => "gl_GlobalInvocationID",
        BuiltIn.LocalInvocationIndex => "gl_LocalInvocationIndex",
        _ => Enumerations.BuiltIns.NameOf((uint)builtIn),
    };

    // The first name that an id is given stays; one that is taken gets the first free suffix _0, _1, …
    private void Save(Id id, string suggested)
    {
        if (_names.ContainsKey(id)) return;
        string name = Sanitize(suggested);
        if (!_used.Add(name))
        {
            string stem = name;
            int suffix = _nextSuffix.GetValueOrDefault(stem);
            do
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{stem}_{suffix++}");
            }
            while (!_used.Add(name));
            _nextSuffix[stem] = suffix;
        }

        _names.Add(id, name);
    }

    private static string Sanitize(string name) =>
        name.Length == 0 ? "_" : string.Create(name.Length, name, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        });
}
