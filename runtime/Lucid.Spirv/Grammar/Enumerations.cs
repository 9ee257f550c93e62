namespace Lucid.Spirv.Grammar;

/// <summary>The enumerations of this folder, with what the standard's tables say of the operands that some values bring along (SPIR-V §3).</summary>
internal static class Enumerations
{
    private static readonly OperandPattern Id = OperandPattern.Of(OperandKind.Id);
    private static readonly OperandPattern Integer = OperandPattern.Of(OperandKind.Integer);
    private static readonly OperandPattern String = OperandPattern.Of(OperandKind.String);

    public static Enumeration BuiltIns { get; } = Enumeration.Of(typeof(BuiltIn));

    public static Enumeration StorageClasses { get; } = Enumeration.Of(typeof(StorageClass));

    private static readonly Enumeration[] All =
    [
        BuiltIns,
        StorageClasses,
        Enumeration.Of(typeof(AddressingModel)),
        Enumeration.Of(typeof(Capability)),
        Enumeration.Of(typeof(Dim)),
        Enumeration.Of(typeof(ExecutionModel)),
        Enumeration.Of(typeof(FunctionControl)),
        Enumeration.Of(typeof(GroupOperation)),
        Enumeration.Of(typeof(ImageFormat)),
        Enumeration.Of(typeof(MemoryModel)),
        Enumeration.Of(typeof(SelectionControl)),
        Enumeration.Of(typeof(SourceLanguage)),
        Enumeration.Of(
            typeof(Decoration),
            (Decoration.SpecId, [Integer]),
            (Decoration.ArrayStride, [Integer]),
            (Decoration.MatrixStride, [Integer]),
            (Decoration.BuiltIn, [OperandPattern.Of(BuiltIns)]),
            (Decoration.UniformId, [Id]),
            (Decoration.Location, [Integer]),
            (Decoration.Component, [Integer]),
            (Decoration.Index, [Integer]),
            (Decoration.Binding, [Integer]),
            (Decoration.DescriptorSet, [Integer]),
            (Decoration.Offset, [Integer]),
            (Decoration.FuncParamAttr, [Integer]),
            (Decoration.FPRoundingMode, [Integer]),
            (Decoration.FPFastMathMode, [Integer]),
            (Decoration.LinkageAttributes, [String, Integer]),
            (Decoration.InputAttachmentIndex, [Integer]),
            (Decoration.Alignment, [Integer]),
            (Decoration.CounterBuffer, [Id]),
            (Decoration.UserSemantic, [String]),
            (Decoration.UserTypeGOOGLE, [String])),
        Enumeration.Of(
            typeof(ExecutionMode),
            (ExecutionMode.LocalSize, [Integer, Integer, Integer]),
            (ExecutionMode.LocalSizeHint, [Integer, Integer, Integer]),
            (ExecutionMode.LocalSizeId, [Id, Id, Id]),
            (ExecutionMode.SubgroupSize, [Integer]),
            (ExecutionMode.SubgroupsPerWorkgroup, [Integer]),
            (ExecutionMode.DenormPreserve, [Integer]),
            (ExecutionMode.DenormFlushToZero, [Integer]),
            (ExecutionMode.SignedZeroInfNanPreserve, [Integer]),
            (ExecutionMode.RoundingModeRTE, [Integer]),
            (ExecutionMode.RoundingModeRTZ, [Integer])),
        Enumeration.Of(
            typeof(ImageOperands),
            (ImageOperands.Bias, [Id]),
            (ImageOperands.Lod, [Id]),
            (ImageOperands.Grad, [Id, Id]),
            (ImageOperands.ConstOffset, [Id]),
            (ImageOperands.Offset, [Id]),
            (ImageOperands.ConstOffsets, [Id]),
            (ImageOperands.Sample, [Id]),
            (ImageOperands.MinLod, [Id]),
            (ImageOperands.MakeTexelAvailable, [Id]),
            (ImageOperands.MakeTexelVisible, [Id]),
            (ImageOperands.Offsets, [Id])),
        Enumeration.Of(
            typeof(LoopControl),
            (LoopControl.DependencyLength, [Integer]),
            (LoopControl.MinIterations, [Integer]),
            (LoopControl.MaxIterations, [Integer]),
            (LoopControl.IterationMultiple, [Integer]),
            (LoopControl.PeelCount, [Integer]),
            (LoopControl.PartialCount, [Integer])),
        Enumeration.Of(
            typeof(MemoryAccess),
            (MemoryAccess.Aligned, [Integer]),
            (MemoryAccess.MakePointerAvailable, [Id]),
            (MemoryAccess.MakePointerVisible, [Id])),
    ];

    public static Enumeration Named(string name) => Array.Find(All, enumeration => enumeration.Name == name) ?? throw new ArgumentException($"there is no enumeration {name}");
}
