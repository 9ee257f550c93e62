namespace Lucid.Spirv.Grammar;

/// <summary>Hints to a loop (SPIR-V §3.23); some bits bring a literal.</summary>
[Flags]
public enum LoopControl : uint
{
    None = 0,
    Unroll = 0x1,
    DontUnroll = 0x2,
    DependencyInfinite = 0x4,
    DependencyLength = 0x8,
    MinIterations = 0x10,
    MaxIterations = 0x20,
    IterationMultiple = 0x40,
    PeelCount = 0x80,
    PartialCount = 0x100,
}
