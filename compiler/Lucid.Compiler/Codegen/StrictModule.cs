using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Makes a module strict (spec/numerics.md): what the device may compute as it likes becomes a call of a function of ours, every float that is stored is one
/// of few bit patterns, and every float instruction that is left is rounded on its own. Nothing may rewrite the module afterwards but what sets constants.
/// </summary>
internal static class StrictModule
{
    // Integer division by way of floats: exact, whatever the estimate is rounded to (shaders/common/interface.glsl).
    private const string ExactDivision = "divide(i1;i1;";

    // What callers pass through it needs no more when it is stored.
    private const string Stored = "lucid_stored(vf4;";

    public static SpirvModule Run(SpirvModule module)
    {
        ModuleIndex before = new(module);
        bool marks = module.Functions.Any(function => before.Name(function.Id) == Stored);
        HashSet<StrictFunction> needed = marks ? [new StrictFunction(StrictKind.Store, 4)] : [];
        Rewrite(module, function =>
        {
            needed.Add(function);
            // The collecting walk throws its module away.
            return new Id(1);
        });
        SpirvModule extended = module;
        HashSet<StrictFunction> added = [];
        foreach (StrictFunction function in needed.Order(Comparer<StrictFunction>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)))) Add(function);

        ModuleIndex index = new(extended);
        SpirvModule strict = Rewrite(extended, function => index.Function(function.Name).Id);
        if (marks) strict = ReplaceFunctionBody.Run(strict, Stored, body => body.Return(body.Call(new StrictFunction(StrictKind.Store, 4).Name, body.Parameter(0))));
        // What the module had imported for what is replaced stays declared.
        strict = DecorateInstructions.Run(strict, Decoration.NoContraction, StrictInstructions.IsRounded);
        StrictInstructions.Check(strict);
        return strict;

        void Add(StrictFunction function)
        {
            if (!added.Add(function)) return;
            foreach (StrictFunction callee in function.Callees) Add(callee);
            extended = AddFunction.Run(extended, function.Name, function.Result, function.Parameters, function.Write);
        }
    }

    /// <summary>Whether a function may use the device's own quotient and root: their results only guide an exact one.</summary>
    public static bool IsExact(ModuleIndex index, Function function) =>
        index.Name(function.Id) is { } name && (name == ExactDivision || name.StartsWith(StrictFunction.Prefix, StringComparison.Ordinal));

    private static SpirvModule Rewrite(SpirvModule module, Func<StrictFunction, Id> idOf)
    {
        ModuleIndex index = new(module);
        HashSet<Id> passed = [.. module.Functions.Where(Passes).SelectMany(function => function.Instructions).Where(instruction => instruction.Opcode == Opcode.Store)
            .Select(store => store.IdAt(0))];
        return RewriteInstructions.Run(module, function => !IsExact(index, function), (editor, instruction) =>
            instruction.Opcode != Opcode.Store ? Rewritten(index, editor, instruction, idOf)
            : passed.Contains(instruction.IdAt(0)) ? null
            : StoredValue(index, editor, instruction, idOf));

        bool Passes(Function function) =>
            function.Instructions.Any(instruction => instruction.Opcode == Opcode.FunctionCall && index.Name(instruction.IdAt(2)) == Stored);
    }

    private static IReadOnlyList<Instruction>? Rewritten(ModuleIndex index, ModuleEditor editor, Instruction instruction, Func<StrictFunction, Id> idOf)
    {
        if (instruction.ResultType is not { } type || index.ShaderTypeOf(type) is not { } shape) return null;
        return instruction.Opcode switch
        {
            Opcode.FDiv => [Call(StrictKind.Divide, shape.Count, 2)],
            Opcode.FMul or Opcode.VectorTimesScalar when StrictInstructions.IsZero(index, instruction.IdAt(3)) => [CallWith(StrictKind.TimesZero, instruction.IdAt(2))],
            Opcode.FMul when StrictInstructions.IsZero(index, instruction.IdAt(2)) => [CallWith(StrictKind.TimesZero, instruction.IdAt(3))],
            Opcode.FRem => [Call(StrictKind.Remainder, shape.Count, 2)],
            Opcode.IsNan => [Call(StrictKind.IsNan, shape.Count, 2)],
            Opcode.IsInf => [Call(StrictKind.IsInfinite, shape.Count, 2)],
            Opcode.ConvertSToF => [Call(StrictKind.FromSigned, shape.Count, 2)],
            Opcode.ConvertUToF => [Call(StrictKind.FromUnsigned, shape.Count, 2)],
            Opcode.ExtInst => KindOf((GlslInstruction)instruction.Words[3]) is { } kind ? [Call(kind, shape.Count, 4)] : null,
            Opcode.Bitcast when shape.IsInteger => CastValue(),
            _ => null,
        };

        Instruction Call(StrictKind kind, int count, int firstOperand)
        {
            Id function = idOf(new StrictFunction(kind, kind is StrictKind.ToHalves or StrictKind.FromHalves ? 2 : count));
            return new Instruction(Opcode.FunctionCall, [instruction.Words[0], instruction.Words[1], function.Value, .. instruction.Words.AsSpan()[firstOperand..]]);
        }

        Instruction CallWith(StrictKind kind, Id operand) =>
            new(Opcode.FunctionCall, instruction.Words[0], instruction.Words[1], idOf(new StrictFunction(kind, shape.Count)).Value, operand.Value);

        // Bits of a float that was computed are what is stored, or looked at. Bits that were fetched as floats may be anything.
        IReadOnlyList<Instruction>? CastValue()
        {
            Instruction operand = index.Definition(instruction.IdAt(2));
            if (operand.Opcode == Opcode.ImageFetch || operand.ResultType is not { } from || index.ShaderTypeOf(from)?.Scalar != ScalarKind.F32) return null;
            Id stored = editor.NewId();
            return [CallStore(from, shape.Count, instruction.IdAt(2), stored, idOf), instruction.With(2, stored.Value)];
        }
    }

    /// <summary>A float that goes to a buffer.</summary>
    private static IReadOnlyList<Instruction>? StoredValue(ModuleIndex index, ModuleEditor editor, Instruction store, Func<StrictFunction, Id> idOf)
    {
        Instruction pointer = index.TypeOf(store.IdAt(0));
        if (pointer.Opcode != Opcode.TypePointer || (StorageClass)pointer.Words[1] != StorageClass.StorageBuffer) return null;
        Id type = pointer.IdAt(2);
        if (index.ShaderTypeOf(type) is not { Scalar: ScalarKind.F32 } shape) return null;
        Id stored = editor.NewId();
        return [CallStore(type, shape.Count, store.IdAt(1), stored, idOf), store.With(1, stored.Value)];
    }

    private static Instruction CallStore(Id type, int count, Id value, Id result, Func<StrictFunction, Id> idOf) =>
        new(Opcode.FunctionCall, type.Value, result.Value, idOf(new StrictFunction(StrictKind.Store, count)).Value, value.Value);

    private static StrictKind? KindOf(GlslInstruction instruction) => instruction switch
    {
        GlslInstruction.Sqrt => StrictKind.SquareRoot,
        GlslInstruction.Exp => StrictKind.Exponential,
        GlslInstruction.Log => StrictKind.Logarithm,
        GlslInstruction.Pow => StrictKind.Power,
        GlslInstruction.FMin or GlslInstruction.NMin => StrictKind.Minimum,
        GlslInstruction.FMax or GlslInstruction.NMax => StrictKind.Maximum,
        GlslInstruction.FClamp or GlslInstruction.NClamp => StrictKind.Clamp,
        GlslInstruction.PackHalf2x16 => StrictKind.ToHalves,
        GlslInstruction.UnpackHalf2x16 => StrictKind.FromHalves,
        _ => null,
    };
}
