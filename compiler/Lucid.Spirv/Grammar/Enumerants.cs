using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace Lucid.Spirv.Grammar;

/// <summary>What the tables of enumerations say beyond names and numbers: which are masks, and which values bring operands of their own.</summary>
internal static class Enumerants
{
    private static readonly FrozenDictionary<string, Type> Enumerations = new[]
    {
        typeof(AddressingModel), typeof(BuiltIn), typeof(Capability), typeof(Decoration), typeof(Dim), typeof(ExecutionMode), typeof(ExecutionModel),
        typeof(FunctionControl), typeof(GroupOperation), typeof(ImageFormat), typeof(ImageOperands), typeof(LoopControl), typeof(MemoryAccess),
        typeof(MemoryModel), typeof(SelectionControl), typeof(SourceLanguage), typeof(StorageClass),
    }.ToFrozenDictionary(type => type.Name);

    private static readonly FrozenSet<Type> Masks = FrozenSet.Create(
        typeof(FunctionControl), typeof(ImageOperands), typeof(LoopControl), typeof(MemoryAccess), typeof(SelectionControl));

    private static readonly OperandPattern Id = new(OperandKind.Id, null, Repetition.Once, []);
    private static readonly OperandPattern Integer = new(OperandKind.Integer, null, Repetition.Once, []);
    private static readonly OperandPattern String = new(OperandKind.String, null, Repetition.Once, []);

    // A value that is not listed brings nothing.
    private static readonly FrozenDictionary<Enum, ImmutableArray<OperandPattern>> Parameters = new Dictionary<Enum, ImmutableArray<OperandPattern>>
    {
        [ImageOperands.Bias] = [Id],
        [ImageOperands.Lod] = [Id],
        [ImageOperands.Grad] = [Id, Id],
        [ImageOperands.ConstOffset] = [Id],
        [ImageOperands.Offset] = [Id],
        [ImageOperands.ConstOffsets] = [Id],
        [ImageOperands.Sample] = [Id],
        [ImageOperands.MinLod] = [Id],
        [ImageOperands.MakeTexelAvailable] = [Id],
        [ImageOperands.MakeTexelVisible] = [Id],
        [ImageOperands.Offsets] = [Id],
        [LoopControl.DependencyLength] = [Integer],
        [LoopControl.MinIterations] = [Integer],
        [LoopControl.MaxIterations] = [Integer],
        [LoopControl.IterationMultiple] = [Integer],
        [LoopControl.PeelCount] = [Integer],
        [LoopControl.PartialCount] = [Integer],
        [MemoryAccess.Aligned] = [Integer],
        [MemoryAccess.MakePointerAvailable] = [Id],
        [MemoryAccess.MakePointerVisible] = [Id],
        [ExecutionMode.LocalSize] = [Integer, Integer, Integer],
        [ExecutionMode.LocalSizeHint] = [Integer, Integer, Integer],
        [ExecutionMode.LocalSizeId] = [Id, Id, Id],
        [ExecutionMode.SubgroupSize] = [Integer],
        [ExecutionMode.SubgroupsPerWorkgroup] = [Integer],
        [ExecutionMode.DenormPreserve] = [Integer],
        [ExecutionMode.DenormFlushToZero] = [Integer],
        [ExecutionMode.SignedZeroInfNanPreserve] = [Integer],
        [ExecutionMode.RoundingModeRTE] = [Integer],
        [ExecutionMode.RoundingModeRTZ] = [Integer],
        [Decoration.SpecId] = [Integer],
        [Decoration.ArrayStride] = [Integer],
        [Decoration.MatrixStride] = [Integer],
        [Decoration.BuiltIn] = [new OperandPattern(OperandKind.Enumerant, typeof(BuiltIn), Repetition.Once, [])],
        [Decoration.UniformId] = [Id],
        [Decoration.Location] = [Integer],
        [Decoration.Component] = [Integer],
        [Decoration.Index] = [Integer],
        [Decoration.Binding] = [Integer],
        [Decoration.DescriptorSet] = [Integer],
        [Decoration.Offset] = [Integer],
        [Decoration.FuncParamAttr] = [Integer],
        [Decoration.FPRoundingMode] = [Integer],
        [Decoration.FPFastMathMode] = [Integer],
        [Decoration.LinkageAttributes] = [String, Integer],
        [Decoration.InputAttachmentIndex] = [Integer],
        [Decoration.Alignment] = [Integer],
        [Decoration.CounterBuffer] = [Id],
        [Decoration.UserSemantic] = [String],
        [Decoration.UserTypeGOOGLE] = [String],
    }.ToFrozenDictionary();

    public static Type Enumeration(string name) => Enumerations[name];

    public static bool IsMask(Type enumeration) => Masks.Contains(enumeration);

    /// <summary>The kinds of operands that follow a value or a mask, lowest bit first; null if the value is not in our tables, so that what follows is unknown.</summary>
    public static ImmutableArray<OperandPattern>? Following(Type enumeration, uint value)
    {
        if (!IsMask(enumeration)) return FollowingOne(enumeration, value);
        var following = ImmutableArray.CreateBuilder<OperandPattern>();
        for (uint rest = value; rest != 0; rest &= rest - 1)
        {
            if (FollowingOne(enumeration, 1u << BitOperations.TrailingZeroCount(rest)) is not { } operands) return null;
            following.AddRange(operands);
        }

        return following.ToImmutable();
    }

    private static ImmutableArray<OperandPattern>? FollowingOne(Type enumeration, uint value)
    {
        var enumerant = (Enum)Enum.ToObject(enumeration, value);
        if (!Enum.IsDefined(enumeration, value)) return null;
        return Parameters.TryGetValue(enumerant, out ImmutableArray<OperandPattern> operands) ? operands : [];
    }

    /// <summary>The name as the standard spells it (<c>1D</c>, <c>Aligned|Volatile</c> in the order of bits); null if not in our tables.</summary>
    public static string? Name(Type enumeration, uint value)
    {
        if (IsMask(enumeration) && value != 0)
        {
            var names = new List<string>();
            for (uint rest = value; rest != 0; rest &= rest - 1)
            {
                if (Enum.GetName(enumeration, rest & (~rest + 1)) is not string bit) return null;
                names.Add(bit);
            }

            return string.Join('|', names);
        }

        string? name = Enum.GetName(enumeration, value);
        return enumeration == typeof(Dim) && name is ['D', 'i', 'm', .. string digits] ? digits : name;
    }
}
