using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Adds declarations to a module: new ids, types, constants, extended instruction sets. What the module already declares is found again:
/// a non-aggregate type is declared once (SPIR-V §2.8), and so is a constant, for the sake of short modules.
/// </summary>
public sealed class ModuleEditor
{
    private readonly SpirvModule _module;
    private readonly ImmutableArray<Instruction>.Builder _sets;
    private readonly ImmutableArray<Instruction>.Builder _globals;
    private readonly IReadOnlyDictionary<string, Id> _found;
    private readonly Dictionary<string, Id> _declared = new(StringComparer.Ordinal);
    private uint _nextId;

    public ModuleEditor(SpirvModule module)
        : this(new ModuleIndex(module))
    {
    }

    public ModuleEditor(ModuleIndex index)
    {
        SpirvModule module = index.Module;
        _module = module;
        _nextId = module.IdBound;
        _sets = module.ExtendedInstructionSets.ToBuilder();
        _globals = module.Globals.ToBuilder();

        _found = index.Declared;
    }

    public Id NewId()
    {
        if (_nextId >= ModuleReader.MaxIdBound) throw new InvalidOperationException("the module has no ids left");
        return new Id(_nextId++);
    }

    /// <summary>Declares a type or constant unless the module has it: <c>Declare(Opcode.TypePointer, (uint)StorageClass.Function, type)</c>.</summary>
    /// <param name="opcode">A non-aggregate type or a constant.</param>
    /// <param name="type">The result type of a constant; null for a type.</param>
    /// <param name="operands">The words after the result.</param>
    public Id Declare(Opcode opcode, Id? type, params ReadOnlySpan<uint> operands)
    {
        if (!IsInterned(opcode)) throw new ArgumentException($"Op{opcode} is not a type or constant that can be shared");
        uint[] typeWord = type is Id id ? [id.Value] : [];
        var draft = new Instruction(opcode, [.. typeWord, _nextId, .. operands]);
        string key = Key(draft);
        if (_found.TryGetValue(key, out Id declared) || _declared.TryGetValue(key, out declared)) return declared;
        Id result = NewId();
        _globals.Add(draft);
        _declared.Add(key, result);
        return result;
    }

    public Id Declare(ShaderType type)
    {
        if (type.IsVector) return Declare(Opcode.TypeVector, null, Declare(ShaderType.Of(type.Scalar)).Value, (uint)type.Count);
        return type.Scalar switch
        {
            ScalarKind.Bool => Declare(Opcode.TypeBool, null),
            ScalarKind.I32 => Declare(Opcode.TypeInt, null, 32, 1),
            ScalarKind.U32 => Declare(Opcode.TypeInt, null, 32, 0),
            ScalarKind.F32 => Declare(Opcode.TypeFloat, null, 32),
        };
    }

    public Id DeclarePointer(StorageClass storage, ShaderType pointee) => Declare(Opcode.TypePointer, null, (uint)storage, Declare(pointee).Value);

    public Id Constant(ScalarValue value)
    {
        Id type = Declare(ShaderType.Of(value.Kind));
        if (value.Kind == ScalarKind.Bool) return Declare(value.Bits != 0 ? Opcode.ConstantTrue : Opcode.ConstantFalse, type);
        return Declare(Opcode.Constant, type, value.Bits);
    }

    /// <summary>A vector constant, a component for each value; all of one kind.</summary>
    public Id Constant(params ReadOnlySpan<ScalarValue> components)
    {
        Id[] ids = new Id[components.Length];
        for (int i = 0; i < components.Length; i++) ids[i] = Constant(components[i]);
        Id type = Declare(ShaderType.Of(components[0].Kind).Times(components.Length));
        return components.Length == 1 ? ids[0] : Declare(Opcode.ConstantComposite, type, [.. ids.Select(id => id.Value)]);
    }

    /// <summary>The import of an extended instruction set such as <c>GLSL.std.450</c>.</summary>
    public Id ExtendedInstructionSet(string name)
    {
        foreach (Instruction set in _sets)
        {
            if (set.StringAt(1) == name) return set.Result!.Value;
        }

        Id result = NewId();
        _sets.Add(new Instruction(Opcode.ExtInstImport, [result.Value, .. Instruction.EncodeString(name)]));
        return result;
    }

    /// <summary>The module with what was added to it.</summary>
    public SpirvModule ToModule() => _module with
    {
        IdBound = _nextId,
        ExtendedInstructionSets = _sets.ToImmutable(),
        Globals = _globals.ToImmutable(),
    };

    /// <summary>The types and constants that a module declares, by everything but their ids.</summary>
    internal static IReadOnlyDictionary<string, Id> DeclaredBy(SpirvModule module)
    {
        // A decorated type or constant means more than its operands say: it is not found again.
        HashSet<Id> decorated = [.. module.Annotations.SelectMany(annotation => annotation.Uses)];
        Dictionary<string, Id> declared = new(StringComparer.Ordinal);
        foreach (Instruction global in module.Globals)
        {
            if (IsInterned(global.Opcode) && global.Result is Id result && !decorated.Contains(result))
                declared.TryAdd(Key(global), result);
        }

        return declared;
    }

    private static bool IsInterned(Opcode opcode) => opcode is Opcode.TypeVoid or Opcode.TypeBool or Opcode.TypeInt or Opcode.TypeFloat or Opcode.TypeVector
        or Opcode.TypeMatrix or Opcode.TypePointer or Opcode.TypeFunction or Opcode.ConstantTrue or Opcode.ConstantFalse or Opcode.Constant
        or Opcode.ConstantComposite or Opcode.ConstantNull;

    // Everything but the result.
    private static string Key(Instruction instruction)
    {
        uint[] words = [(uint)instruction.Opcode, .. instruction.Words];
        words[instruction.ResultType is null ? 1 : 2] = 0;
        return new string(MemoryMarshal.Cast<uint, char>(words));
    }
}
