using System.Globalization;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// The tile of shaders/taps/cooperative.comp, which subgroups of a device multiply by matrices of <paramref name="Rows"/> by <paramref name="Columns"/> sums
/// over a depth of <paramref name="Depth"/>, in workgroups of <paramref name="LocalSize"/>.
/// </summary>
internal sealed record CooperativeTile(uint Rows, uint Columns, uint Depth, uint LocalSize)
{
    /// <summary>How a device adds up within one multiplication is its own affair.</summary>
    public const string OrderClass = "cooperative";

    public const string Module = "taps/cooperative";

    /// <summary>Blocks of output channels of a workgroup, and its positions.</summary>
    public static readonly DenseTile Tile = new(16, 64);

    // Four subgroups share a tile where matrices are large.
    private const long WideSubgroup = 64;

    // stage_weights, stage_inputs, stage_sums, round_moves and round_weights of the shader.
    private const long SharedBytes = (32 * 18 * 8) + (64 * 10 * 8) + (64 * 68 * 4) + (16 * 16) + (16 * 4);

    /// <summary>
    /// Sixteen by sixteen are NVIDIA's and AMD's, whose subgroups are of 32 and 64, eight by sixteen Intel's since Xe2; eight by eight over sixteen Mesa offers
    /// on all of Intel's processors since 2015, over eight in its software driver.
    /// </summary>
    public static IReadOnlyList<CooperativeTile> Sizes { get; } = [new(16, 16, 16, 256), new(16, 16, 16, 128), new(8, 16, 16, 128), new(8, 8, 16, 128), new(8, 8, 8, 128)];

    public string Variant => string.Create(CultureInfo.InvariantCulture, $"cooperative {Tile.Blocks * 4}x{Tile.Positions} by {Rows}x{Columns}x{Depth}{(LocalSize > 128 ? " wide" : "")}");

    public ValueList<string> Features => [DeviceFeatureNames.CooperativeMatrix, DeviceFeatureNames.CooperativeMatrixOf(Rows, Columns, Depth)!];

    /// <summary>Operands must be halves as they lie; a weight that is not finite would make a missing product a NaN. Never with strict numerics.</summary>
    public static bool Suits(LinearParts parts) => parts.InputView is { Vectorised: true, IsHalf: true } && parts.Weights.IsHalf && parts.FiniteWeights;

    /// <summary>What sizes and devices must be: half of a tile is used at least, or most of the products would be thrown away.</summary>
    public IEnumerable<IntExpr> Conditions(IntExpr blocks, IntExpr positions)
    {
        yield return IntExpr.LessOrEqual(Tile.Blocks / 2, blocks);
        yield return IntExpr.LessOrEqual(Tile.Positions / 2, positions);
        if (LocalSize > 128) yield return IntExpr.LessOrEqual(WideSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize));
        yield return IntExpr.LessOrEqual(LocalSize, IntExpr.Symbol(DeviceLimitNames.WorkgroupInvocations));
        yield return IntExpr.LessOrEqual(SharedBytes, IntExpr.Symbol(DeviceLimitNames.SharedMemory));
    }
}
