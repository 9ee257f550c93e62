using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>Writes a straight-line function body: one block, typed values, constants interned in the module.</summary>
public sealed class FunctionBodyBuilder
{
    private const uint FunctionStorage = 7;

    private readonly SpirvModule _module;
    private readonly TypeTable _types;
    private readonly ImmutableArray<Instruction> _head;
    private readonly List<Instruction> _variables = [];
    private readonly List<Instruction> _body = [];
    private readonly uint _extended;

    internal FunctionBodyBuilder(SpirvModule module, ImmutableArray<Instruction> function)
    {
        (_module, _types) = (module, new TypeTable(module));
        _head = [.. function.TakeWhile(instruction => instruction.Op is Op.Function or Op.FunctionParameter)];
        _extended = module.Preamble.FirstOrDefault(i => i.Op == Op.ExtInstImport && i.StringAt(1).Text == "GLSL.std.450") is { Words.IsDefault: false } import
            ? import.Result
            : _types.NewId();
    }

    /// <summary>A parameter of the function; glslang passes pointers to Function storage.</summary>
    public SpirvPointer Parameter(int index)
    {
        Instruction parameter = _head[index + 1];
        Instruction type = _types.Definition(parameter.ResultType);
        if (type.Op != Op.TypePointer) throw new InvalidOperationException($"parameter {index} is no pointer");
        return new SpirvPointer(parameter.Result, type.Words[2]);
    }

    /// <summary>The value behind a pointer.</summary>
    public SpirvValue Load(SpirvPointer pointer)
    {
        (SpirvKind kind, int lanes) = _types.Describe(pointer.Pointee);
        return Emit(Op.Load, kind, lanes, pointer.Id);
    }

    /// <summary>A variable that holds a value, to be passed to a function.</summary>
    public SpirvPointer Variable(SpirvValue value)
    {
        uint type = _types.TypeOf(value.Kind, value.Lanes);
        uint id = _types.NewId();
        _variables.Add(Instruction.Of(Op.Variable, _types.PointerTo(type), id, FunctionStorage));
        _body.Add(Instruction.Of(Op.Store, id, value.Id));
        return new SpirvPointer(id, type);
    }

    /// <summary>The result of another function of the module, found by its debug name.</summary>
    public SpirvValue Call(string function, params ReadOnlySpan<SpirvPointer> arguments)
    {
        uint id = _module.IdNamed(function);
        uint resultType = _module.Functions.First(f => f[0].Result == id)[0].ResultType;
        (SpirvKind kind, int lanes) = _types.Describe(resultType);
        uint[] operands = new uint[arguments.Length + 1];
        operands[0] = id;
        for (int i = 0; i < arguments.Length; i++) operands[i + 1] = arguments[i].Id;
        return Emit(Op.FunctionCall, kind, lanes, operands);
    }

    /// <summary>A float constant.</summary>
    public SpirvValue Float(float value) => Scalar(SpirvKind.Float, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A signed constant.</summary>
    public SpirvValue Int(int value) => Scalar(SpirvKind.Int, unchecked((uint)value));

    /// <summary>An unsigned constant.</summary>
    public SpirvValue UInt(uint value) => Scalar(SpirvKind.UInt, value);

    /// <summary>A truth constant.</summary>
    public SpirvValue Bool(bool value) => new(_types.Truth(_types.TypeOf(SpirvKind.Bool, 1), value), SpirvKind.Bool, 1);

    /// <summary>A vector of four copies of a scalar.</summary>
    public SpirvValue Splat(SpirvValue scalar)
    {
        const int Lanes = 4;
        if (!_types.IsConstant(scalar.Id)) return Emit(Op.CompositeConstruct, scalar.Kind, Lanes, scalar.Id, scalar.Id, scalar.Id, scalar.Id);
        uint type = _types.TypeOf(scalar.Kind, Lanes);
        return new SpirvValue(_types.Composite(type, scalar.Id, scalar.Id, scalar.Id, scalar.Id), scalar.Kind, Lanes);
    }

    /// <summary>The same bits as another kind of the same size.</summary>
    public SpirvValue Bitcast(SpirvValue value, SpirvKind kind) => value.Kind == kind ? value : Emit(Op.Bitcast, kind, value.Lanes, value.Id);

    /// <summary>Components of <paramref name="yes"/> where the condition holds, else of <paramref name="no"/>.</summary>
    public SpirvValue Select(SpirvValue condition, SpirvValue yes, SpirvValue no) => Emit(Op.Select, yes.Kind, yes.Lanes, condition.Id, yes.Id, no.Id);

    /// <summary>An instruction whose operands and result have one type.</summary>
    public SpirvValue Same(Op op, params ReadOnlySpan<SpirvValue> operands) => Emit(op, operands[0].Kind, operands[0].Lanes, Ids(operands));

    /// <summary>An instruction whose result is a truth value a component.</summary>
    public SpirvValue Test(Op op, params ReadOnlySpan<SpirvValue> operands) => Emit(op, SpirvKind.Bool, operands[0].Lanes, Ids(operands));

    /// <summary>A conversion to another kind.</summary>
    public SpirvValue Convert(Op op, SpirvKind kind, SpirvValue value) => Emit(op, kind, value.Lanes, value.Id);

    /// <summary>An instruction of GLSL.std.450 whose operands and result have one type.</summary>
    public SpirvValue Extended(GlslOp op, params ReadOnlySpan<SpirvValue> operands)
    {
        uint[] words = [_extended, (uint)op, .. Ids(operands)];
        return Emit(Op.ExtInst, operands[0].Kind, operands[0].Lanes, words);
    }

    internal SpirvModule Finish(int functionIndex, SpirvValue result)
    {
        uint label = _types.NewId();
        ImmutableArray<Instruction> function =
        [
            .. _head, Instruction.Of(Op.Label, label), .. _variables, .. _body, Instruction.Of(Op.ReturnValue, result.Id), new Instruction(Op.FunctionEnd, []),
        ];
        bool imported = _module.Preamble.Any(i => i.Op == Op.ExtInstImport && i.Result == _extended);
        return _module with
        {
            Bound = _types.Bound,
            Preamble = imported ? _module.Preamble : [.. _module.Preamble.Where(i => i.Op != Op.MemoryModel), ImportGlsl(_extended), .. _module.Preamble.Where(i => i.Op == Op.MemoryModel)],
            Globals = _types.Globals,
            Functions = _module.Functions.SetItem(functionIndex, function),
        };
    }

    private static Instruction ImportGlsl(uint id) => new(Op.ExtInstImport, [id, 0x4C534C47, 0x6474732E, 0x3035342E, 0]);

    private SpirvValue Scalar(SpirvKind kind, uint bits) => new(_types.Constant(_types.TypeOf(kind, 1), bits), kind, 1);

    private SpirvValue Emit(Op op, SpirvKind kind, int lanes, params ReadOnlySpan<uint> operands)
    {
        uint id = _types.NewId();
        _body.Add(new Instruction(op, [_types.TypeOf(kind, lanes), id, .. operands]));
        return new SpirvValue(id, kind, lanes);
    }

    private static uint[] Ids(ReadOnlySpan<SpirvValue> values)
    {
        uint[] ids = new uint[values.Length];
        for (int i = 0; i < ids.Length; i++) ids[i] = values[i].Id;
        return ids;
    }
}
