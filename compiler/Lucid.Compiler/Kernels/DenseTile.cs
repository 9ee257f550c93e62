namespace Lucid.Compiler.Kernels;

/// <summary>A tile of the dense kernel: blocks of four output channels by positions.</summary>
internal sealed record DenseTile(int Blocks, int Positions);
