using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>
/// Writes the body of a function whose signature stands. Values are typed, and a use of the wrong type is an <see cref="ArgumentException"/>
/// here, not an invalid module later. This class holds what makes a body: parameters, constants, calls, selections, the return; the
/// arithmetic stands beside it as extension methods (<see cref="FloatInstructions"/>, <see cref="IntegerInstructions"/>,
/// <see cref="LogicInstructions"/>, <see cref="VectorInstructions"/>, <see cref="GlslInstructions"/>).
/// </summary>
public sealed class FunctionBodyBuilder
{
    private readonly ModuleIndex _index;
    private readonly ModuleEditor _editor;
    private readonly Function _function;
    private readonly List<TerminatedBlock> _blocks = [];

    // SPIR-V §2.16.1: variables stand first in the entry block; the loads of parameters follow, so that they dominate every use.
    private readonly List<Instruction> _variables = [];
    private readonly List<Instruction> _loads = [];
    private readonly Dictionary<int, ShaderValue> _parameters = [];
    private readonly Dictionary<(Id Function, int Argument), Id> _arguments = [];
    private Block? _block;

    internal FunctionBodyBuilder(ModuleIndex index, ModuleEditor editor, Function function)
    {
        _index = index;
        _editor = editor;
        _function = function;
        _block = OpenBlock();
    }

    public int ParameterCount => _function.Parameters.Length;

    /// <summary>What the function returns; null for nothing.</summary>
    public ShaderType? ReturnType =>
        _index.Definition(_function.ReturnType).Opcode == Opcode.TypeVoid ? null : TypeOf(_function.ReturnType, "the return type");

    private Block Current => _block ?? throw new InvalidOperationException("the function body has already returned");

    /// <summary>The value of a parameter on entry. glslang passes pointers to variables; they are loaded once.</summary>
    public ShaderValue Parameter(int index)
    {
        if (_parameters.TryGetValue(index, out ShaderValue known)) return known;
        (Id parameter, ShaderType type, bool isPointer) = Signature(_function, index);
        ShaderValue value = new(parameter, type);
        if (isPointer)
        {
            value = value with { Id = _editor.NewId() };
            _loads.Add(new Instruction(Opcode.Load, _editor.Declare(type).Value, value.Id.Value, parameter.Value));
        }

        _parameters.Add(index, value);
        return value;
    }

    /// <summary>The value on entry of the parameter of this name in the source.</summary>
    public ShaderValue Parameter(string name)
    {
        for (int i = 0; i < ParameterCount; i++)
        {
            if (_index.Name(_function.Parameters[i].Result!.Value) == name) return Parameter(i);
        }

        throw new ArgumentException($"function '{_index.Name(_function.Id)}' has no parameter '{name}'");
    }

    /// <summary>Writes an <c>out</c> or <c>inout</c> parameter. <see cref="Parameter(int)"/> still gives the value on entry.</summary>
    public void Store(int index, ShaderValue value)
    {
        (Id parameter, ShaderType type, bool isPointer) = Signature(_function, index);
        if (!isPointer) throw new ArgumentException($"parameter {index} is passed by value");
        RequireType(value, type, $"parameter {index}");
        Current.Add(new Instruction(Opcode.Store, parameter.Value, value.Id.Value));
    }

    /// <summary>A constant scalar, or a vector of <paramref name="count"/> times the value.</summary>
    public ShaderValue Constant(ScalarValue value, int count = 1) => ConstantVector([.. Enumerable.Repeat(value, count)]);

    public ShaderValue ConstantVector(params ReadOnlySpan<ScalarValue> components)
    {
        foreach (ScalarValue component in components)
        {
            if (component.Kind != components[0].Kind) throw new ArgumentException($"a constant vector cannot hold {components[0]} and {component}");
        }

        return new ShaderValue(_editor.Constant(components), ShaderType.Of(components[0].Kind).Times(components.Length));
    }

    /// <summary>Appends an instruction whose operands are all values. The extension methods are the typed way to say it.</summary>
    public ShaderValue Emit(Opcode opcode, ShaderType type, params ReadOnlySpan<ShaderValue> operands)
    {
        uint[] words = new uint[operands.Length];
        for (int i = 0; i < words.Length; i++) words[i] = operands[i].Id.Value;
        return EmitWords(opcode, type, words);
    }

    /// <summary>Appends an instruction with a result, given the words after the result: ids and literals.</summary>
    public ShaderValue EmitWords(Opcode opcode, ShaderType type, params ReadOnlySpan<uint> words)
    {
        ShaderValue result = new(_editor.NewId(), type);
        Current.Add(new Instruction(opcode, [_editor.Declare(type).Value, result.Id.Value, .. words]));
        return result;
    }

    /// <summary>Appends an instruction of GLSL.std.450.</summary>
    public ShaderValue EmitGlsl(GlslInstruction instruction, ShaderType type, params ReadOnlySpan<ShaderValue> operands)
    {
        uint[] words = [_editor.ExtendedInstructionSet("GLSL.std.450").Value, (uint)instruction, .. new uint[operands.Length]];
        for (int i = 0; i < operands.Length; i++) words[i + 2] = operands[i].Id.Value;
        return EmitWords(Opcode.ExtInst, type, words);
    }

    /// <summary>Calls another function of the module, found as <see cref="ModuleIndex.Function"/> finds it.</summary>
    public ShaderValue Call(string name, params ReadOnlySpan<ShaderValue> arguments)
    {
        Function callee = _index.Function(name);
        if (callee.Id == _function.Id) throw new ArgumentException($"function '{name}' cannot call itself: SPIR-V has no recursion");
        if (arguments.Length != callee.Parameters.Length)
            throw new ArgumentException($"function '{name}' takes {callee.Parameters.Length} arguments, {arguments.Length} were given");
        uint[] words = [callee.Id.Value, .. new uint[arguments.Length]];
        for (int i = 0; i < arguments.Length; i++)
        {
            (_, ShaderType type, bool isPointer) = Signature(callee, i);
            RequireType(arguments[i], type, $"argument {i} of '{name}'");
            words[i + 1] = (isPointer ? StoreArgument(callee, i, arguments[i]) : arguments[i].Id).Value;
        }

        return EmitWords(Opcode.FunctionCall, TypeOf(callee.ReturnType, $"the return type of '{name}'"), words);
    }

    /// <summary>Runs one of two pieces of code and takes its value. Code that is free of effects and cheap is better served by <c>Select</c>.</summary>
    public ShaderValue Choose(ShaderValue condition, Func<ShaderValue> whenTrue, Func<ShaderValue> whenFalse)
    {
        RequireType(condition, ShaderType.Bool, "the condition");
        Id trueLabel = _editor.NewId(), falseLabel = _editor.NewId(), mergeLabel = _editor.NewId();
        Current.Add(new Instruction(Opcode.SelectionMerge, mergeLabel.Value, (uint)SelectionControl.None));
        Close(new Instruction(Opcode.BranchConditional, condition.Id.Value, trueLabel.Value, falseLabel.Value));
        (ShaderValue ifTrue, Id trueEnd) = Arm(trueLabel, whenTrue, mergeLabel);
        (ShaderValue ifFalse, Id falseEnd) = Arm(falseLabel, whenFalse, mergeLabel);
        if (ifTrue.Type != ifFalse.Type) throw new ArgumentException($"the two choices have different types, {ifTrue.Type} and {ifFalse.Type}");
        _block = new Block(new Instruction(Opcode.Label, mergeLabel.Value));
        return EmitWords(Opcode.Phi, ifTrue.Type, ifTrue.Id.Value, trueEnd.Value, ifFalse.Id.Value, falseEnd.Value);
    }

    /// <summary>Ends the body of a function that returns nothing.</summary>
    public TerminatedBlock Return()
    {
        if (ReturnType is ShaderType type) throw new ArgumentException($"the function returns a {type}, nothing was given");
        return Close(new Instruction(Opcode.Return));
    }

    /// <summary>Ends the body.</summary>
    public TerminatedBlock Return(ShaderValue value)
    {
        if (ReturnType is not ShaderType type) throw new ArgumentException($"the function returns nothing, a {value.Type} was given");
        RequireType(value, type, "the returned value");
        return Close(new Instruction(Opcode.ReturnValue, value.Id.Value));
    }

    internal ImmutableArray<TerminatedBlock> Finish(TerminatedBlock last)
    {
        if (_block is not null || _blocks.Count == 0 || !ReferenceEquals(last, _blocks[^1]))
            throw new InvalidOperationException("a function body ends with what its own Return gives");
        TerminatedBlock entry = _blocks[0];
        return [entry with { Body = [.. _variables, .. _loads, .. entry.Body] }, .. _blocks.Skip(1)];
    }

    internal static void RequireType(ShaderValue value, ShaderType type, string what)
    {
        if (value.Type != type) throw new ArgumentException($"{what} has type {value.Type}, {type} is expected");
    }

    private (ShaderValue Value, Id End) Arm(Id label, Func<ShaderValue> code, Id merge)
    {
        _block = new Block(new Instruction(Opcode.Label, label.Value));
        ShaderValue value = code();
        Id end = Current.Id;
        Close(new Instruction(Opcode.Branch, merge.Value));
        return (value, end);
    }

    private TerminatedBlock Close(Instruction terminator)
    {
        TerminatedBlock closed = Current.Terminate(terminator);
        _blocks.Add(closed);
        _block = null;
        return closed;
    }

    private Block OpenBlock() => new(new Instruction(Opcode.Label, _editor.NewId().Value));

    // One variable for each argument of each function called: a call reads what was stored just before it.
    private Id StoreArgument(Function callee, int index, ShaderValue value)
    {
        if (!_arguments.TryGetValue((callee.Id, index), out Id variable))
        {
            variable = _editor.NewId();
            _arguments.Add((callee.Id, index), variable);
            _variables.Add(new Instruction(Opcode.Variable, _editor.DeclarePointer(StorageClass.Function, value.Type).Value, variable.Value, (uint)StorageClass.Function));
        }

        Current.Add(new Instruction(Opcode.Store, variable.Value, value.Id.Value));
        return variable;
    }

    private (Id Parameter, ShaderType Type, bool IsPointer) Signature(Function function, int index)
    {
        if (index < 0 || index >= function.Parameters.Length)
            throw new ArgumentOutOfRangeException(nameof(index), $"function '{_index.Name(function.Id)}' has {function.Parameters.Length} parameters, not {index + 1}");
        Instruction parameter = function.Parameters[index];
        Instruction type = _index.Definition(parameter.ResultType!.Value);
        bool isPointer = type.Opcode == Opcode.TypePointer;
        string what = $"parameter {index} of '{_index.Name(function.Id)}'";
        if (isPointer && type.Words[1] != (uint)StorageClass.Function) throw new ArgumentException($"{what} points to {(StorageClass)type.Words[1]} storage, only Function is supported");
        return (parameter.Result!.Value, TypeOf(isPointer ? type.IdAt(2) : parameter.ResultType!.Value, what), isPointer);
    }

    private ShaderType TypeOf(Id type, string what) =>
        _index.ShaderTypeOf(type) ?? throw new ArgumentException($"{what} is an Op{_index.Definition(type).Opcode}, only scalars and vectors of 32 bits are supported");
}
