using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>Types and constants of a module under edit. SPIR-V §2.8: a non-aggregate type is declared once.</summary>
internal sealed class TypeTable(SpirvModule module)
{
    private const uint FunctionStorage = 7;

    private readonly List<Instruction> _globals = [.. module.Globals];
    private uint _bound = module.Bound;

    public uint Bound => _bound;

    public ImmutableArray<Instruction> Globals => [.. _globals];

    public uint NewId() => _bound++;

    public uint TypeOf(SpirvKind kind, int lanes)
    {
        uint scalar = kind switch
        {
            SpirvKind.Float => Intern(Op.TypeFloat, 32),
            SpirvKind.Int => Intern(Op.TypeInt, 32, 1),
            SpirvKind.UInt => Intern(Op.TypeInt, 32, 0),
            SpirvKind.Bool => Intern(Op.TypeBool),
        };
        return lanes == 1 ? scalar : Intern(Op.TypeVector, scalar, (uint)lanes);
    }

    public uint PointerTo(uint type) => Intern(Op.TypePointer, FunctionStorage, type);

    /// <summary>Kind and lanes of a scalar or vector type.</summary>
    public (SpirvKind Kind, int Lanes) Describe(uint type)
    {
        Instruction definition = Definition(type);
        return definition.Op switch
        {
            Op.TypeFloat => (SpirvKind.Float, 1),
            Op.TypeInt => (definition.Words[2] == 0 ? SpirvKind.UInt : SpirvKind.Int, 1),
            Op.TypeBool => (SpirvKind.Bool, 1),
            Op.TypeVector => (Describe(definition.Words[1]).Kind, (int)definition.Words[2]),
            _ => throw new InvalidOperationException($"Op{definition.Op} is no scalar or vector"),
        };
    }

    public Instruction Definition(uint id) => _globals.Find(instruction => instruction.Result == id);

    public uint Constant(uint type, uint bits) => InternTyped(Op.Constant, type, bits);

    public uint Truth(uint type, bool value) => InternTyped(value ? Op.ConstantTrue : Op.ConstantFalse, type);

    public uint Composite(uint type, params ReadOnlySpan<uint> parts) => InternTyped(Op.ConstantComposite, type, parts);

    /// <summary>Whether an id is a constant that is not a specialisation constant.</summary>
    public bool IsConstant(uint id) => Definition(id).Op is Op.Constant or Op.ConstantTrue or Op.ConstantFalse or Op.ConstantComposite;

    private uint Intern(Op op, params ReadOnlySpan<uint> operands)
    {
        foreach (Instruction known in _globals)
        {
            if (known.Op == op && known.Words.AsSpan()[1..].SequenceEqual(operands)) return known.Words[0];
        }

        uint id = NewId();
        _globals.Add(new Instruction(op, [id, .. operands]));
        return id;
    }

    private uint InternTyped(Op op, uint type, params ReadOnlySpan<uint> operands)
    {
        foreach (Instruction known in _globals)
        {
            if (known.Op == op && known.Words[0] == type && known.Words.AsSpan()[2..].SequenceEqual(operands)) return known.Words[1];
        }

        uint id = NewId();
        _globals.Add(new Instruction(op, [type, id, .. operands]));
        return id;
    }
}
