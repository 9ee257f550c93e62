using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Computes OpSpecConstantOp on scalars of 32 bits, and a choice between vectors, from the constants that were seen before it.</summary>
internal sealed class ConstantFolding
{
    private readonly ModuleIndex _index;
    private readonly Dictionary<Id, Instruction> _constants = [];

    /// <param name="index">Of the module; it is asked for types only.</param>
    public ConstantFolding(ModuleIndex index)
    {
        _index = index;
    }

    public void Add(Instruction constant)
    {
        if (constant.Opcode is Opcode.ConstantTrue or Opcode.ConstantFalse or Opcode.Constant or Opcode.ConstantComposite or Opcode.ConstantNull or Opcode.Undef)
            _constants[constant.Result!.Value] = constant;
    }

    public bool IsConstant(Id id) => _constants.ContainsKey(id);

    /// <summary>The constant that an OpSpecConstantOp is; null where an operand is not constant or the operation not one of ours.</summary>
    public Instruction? TryFold(Instruction operation)
    {
        if (operation.Words.Length < 4) return null;
        var opcode = (Opcode)(ushort)operation.Words[2];
        if (opcode == Opcode.CompositeExtract) return TryExtract(operation);
        if (opcode == Opcode.Select && _index.ShaderTypeOf(operation.ResultType!.Value) is { IsVector: true }) return TrySelect(operation);
        var operands = new List<ScalarValue>();
        foreach (Id id in operation.Uses.Skip(1))
        {
            if (Scalar(id) is not ScalarValue value) return null;
            operands.Add(value);
        }

        if (_index.ShaderTypeOf(operation.ResultType!.Value) is not { IsVector: false } type) return null;
        if (Compute(opcode, operands) is not uint bits) return null;
        return MakeConstant(operation, ScalarValue.FromBits(type.Scalar, bits));
    }

    private Instruction? TryExtract(Instruction operation)
    {
        if (!_constants.TryGetValue(operation.IdAt(3), out Instruction? composite) || composite.Opcode != Opcode.ConstantComposite) return null;
        if (operation.Words is not [_, _, _, _, uint component] || component >= composite.Words.Length - 2) return null;
        return Scalar(composite.IdAt(2 + (int)component)) is ScalarValue value ? MakeConstant(operation, value) : null;
    }

    // One condition for whole vectors (SPIR-V 1.4), or one whose components agree.
    private Instruction? TrySelect(Instruction operation)
    {
        if (operation.Words.Length != 6 || Condition(operation.IdAt(3)) is not bool condition) return null;
        return _constants.TryGetValue(operation.IdAt(condition ? 4 : 5), out Instruction? chosen) && chosen.ResultType == operation.ResultType
            ? operation.Replace(chosen.Opcode, [operation.Words[0], operation.Words[1], .. chosen.Words.AsSpan()[2..]])
            : null;
    }

    private bool? Condition(Id id)
    {
        if (Scalar(id) is { Kind: ScalarKind.Bool } scalar) return scalar.Bits != 0;
        if (!_constants.TryGetValue(id, out Instruction? vector) || vector.Opcode != Opcode.ConstantComposite) return null;
        uint?[] components = [.. vector.Uses.Skip(1).Select(component => Scalar(component)?.Bits).Distinct()];
        return components is [uint bits] ? bits != 0 : null;
    }

    private static Instruction MakeConstant(Instruction operation, ScalarValue value)
    {
        (uint type, uint result) = (operation.Words[0], operation.Words[1]);
        return value.Kind == ScalarKind.Bool
            ? operation.Replace(value.Bits != 0 ? Opcode.ConstantTrue : Opcode.ConstantFalse, type, result)
            : operation.Replace(Opcode.Constant, type, result, value.Bits);
    }

    private ScalarValue? Scalar(Id id)
    {
        if (!_constants.TryGetValue(id, out Instruction? constant) || _index.ShaderTypeOf(constant.ResultType!.Value) is not { IsVector: false } type) return null;
        return constant switch
        {
            { Opcode: Opcode.ConstantTrue } => true,
            { Opcode: Opcode.ConstantFalse } => false,
            { Opcode: Opcode.ConstantNull } => ScalarValue.FromBits(type.Scalar, 0),
            { Opcode: Opcode.Constant, Words: [_, _, uint bits] } => ScalarValue.FromBits(type.Scalar, bits),
            _ => null,
        };
    }

    // Wrapping arithmetic on 32 bits, as SPIR-V has it; what the standard leaves undefined (division by zero, wide shifts) is left to the device.
    private static uint? Compute(Opcode opcode, List<ScalarValue> operands) => operands switch
    {
        [{ Bits: uint a }] => opcode switch
        {
            Opcode.SNegate => 0u - a,
            Opcode.Not => ~a,
            Opcode.LogicalNot => a ^ 1,
            Opcode.Bitcast => a,
            _ => null,
        },
        [{ Bits: uint a }, { Bits: uint b }] => ComputeTwo(opcode, a, b),
        [{ Bits: uint condition }, { Bits: uint a }, { Bits: uint b }] when opcode == Opcode.Select => condition != 0 ? a : b,
        _ => null,
    };

    private static uint? ComputeTwo(Opcode opcode, uint a, uint b)
    {
        (int s, int t) = ((int)a, (int)b);
        bool divides = b != 0 && !(s == int.MinValue && t == -1);
        return opcode switch
        {
            Opcode.IAdd => a + b,
            Opcode.ISub => a - b,
            Opcode.IMul => a * b,
            Opcode.UDiv when b != 0 => a / b,
            Opcode.UMod when b != 0 => a % b,
            Opcode.SDiv when divides => (uint)(s / t),
            Opcode.SRem when divides => (uint)(s % t),
            Opcode.SMod when divides => (uint)((s % t) + (s % t != 0 && (s < 0) != (t < 0) ? t : 0)),
            Opcode.ShiftLeftLogical when b < 32 => a << t,
            Opcode.ShiftRightLogical when b < 32 => a >> t,
            Opcode.ShiftRightArithmetic when b < 32 => (uint)(s >> t),
            Opcode.BitwiseAnd or Opcode.LogicalAnd => a & b,
            Opcode.BitwiseOr or Opcode.LogicalOr => a | b,
            Opcode.BitwiseXor or Opcode.LogicalNotEqual => a ^ b,
            Opcode.IEqual or Opcode.LogicalEqual => Bit(a == b),
            Opcode.INotEqual => Bit(a != b),
            Opcode.ULessThan => Bit(a < b),
            Opcode.ULessThanEqual => Bit(a <= b),
            Opcode.UGreaterThan => Bit(a > b),
            Opcode.UGreaterThanEqual => Bit(a >= b),
            Opcode.SLessThan => Bit(s < t),
            Opcode.SLessThanEqual => Bit(s <= t),
            Opcode.SGreaterThan => Bit(s > t),
            Opcode.SGreaterThanEqual => Bit(s >= t),
            _ => null,
        };
    }

    private static uint Bit(bool value) => value ? 1u : 0u;
}
