using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// A tile of shaders/taps/rows.comp: <paramref name="Blocks"/> accumulator blocks of four by <paramref name="Positions"/> neighbouring
/// positions of a row, <paramref name="Taps"/> taps of the last axis a round, <paramref name="Phases"/> phases of it side by side;
/// stored by quads along the row where <paramref name="StoresQuads"/>.
/// </summary>
internal sealed record RowTile(int Blocks, int Positions, int Taps, int Phases, bool StoresQuads)
{
    // Largest first: more sums a load. Narrow rows take tiles of four, few channels tiles of fewer blocks.
    private static readonly DenseTile[] Tiles = [new(4, 8), new(4, 4), new(2, 8), new(1, 8)];

    // Tiles that do not end with their row waste lanes: at most a fifth of them.
    private const int FewestUsed = 4;
    private const int OfLanes = 5;

    /// <summary>Blocks of output channels of a tile.</summary>
    public int OutBlocks => Blocks / Phases;

    public string Module => string.Create(CultureInfo.InvariantCulture, $"taps/rows_m{Blocks}_n{Positions}_{(Phases == 1 ? $"t{Taps}" : $"p{Phases}")}");

    public string Variant => string.Create(CultureInfo.InvariantCulture, $"rows {OutBlocks * 4}x{Positions * Phases}{(Taps > 1 ? $" by {Taps} taps" : string.Empty)}{(StoresQuads ? " quads" : string.Empty)}");

    /// <summary>The tiles that a layer can take for some sizes, best first.</summary>
    public static IEnumerable<RowTile> Menu(LinearParts parts)
    {
        LinearAxis axis = parts.Form.Axes[2];
        bool[] stores = MayStoreQuads(parts) ? [true, false] : [false];
        int taps = TapsARound(axis);
        // Without a crop both phases begin at the same m.
        bool pairs = axis is { Os: 2, Kernel: 2, Dilation: 1 } && axis.Pout == IntExpr.Zero;
        return from tile in Tiles
               let phases = pairs && tile.Blocks == 4 ? 2 : 1
               from quads in stores
               where !quads || axis.Os == phases
               select new RowTile(tile.Blocks, tile.Positions, taps, phases, quads);
    }

    /// <summary>What the sizes must be: whole blocks, rows that fill their tiles, and for quads rows of whole quads that begin with one.</summary>
    public IEnumerable<IntExpr> Conditions(LinearParts parts, IntExpr blocks)
    {
        LinearAxis axis = parts.Form.Axes[2];
        yield return IntExpr.LessOrEqual(OutBlocks, blocks);
        yield return IntExpr.LessOrEqual(IntExpr.CeilDiv(axis.M, Positions) * (Positions * FewestUsed), axis.M * OfLanes);
        if (!StoresQuads) yield break;
        LinearView view = parts.OutputView;
        foreach (IntExpr elements in new[] { axis.Out, parts.Output.Offset, view.Offset, view.Batch, view.Lane, view.Axes[0], view.Axes[1] })
            yield return IntExpr.Equal(IntExpr.Mod(elements, 4), 0);
    }

    /// <summary>Workgroups along the positions of one phase.</summary>
    public IntExpr TilesOfPhase(LinearForm form, IntExpr images, uint localSize) =>
        IntExpr.CeilDiv(images * form.Axes[0].M * form.Axes[1].M * IntExpr.CeilDiv(form.Axes[2].M, Positions), localSize);

    // Neighbouring taps must read neighbouring inputs, and every phase must have a multiple of them.
    private static int TapsARound(LinearAxis axis)
    {
        if (axis.Is != 1 || Math.Abs(axis.Step) != 1 || axis.Gcd != 1 || axis.Kernel % axis.Period != 0) return 1;
        long taps = axis.Kernel / axis.Period;
        return taps % 3 == 0 ? 3 : taps % 2 == 0 ? 2 : 1;
    }

    // A plain output whose rows lie without gaps, none of it cropped.
    private static bool MayStoreQuads(LinearParts parts) =>
        !parts.OutputView.Vectorised && !parts.OutputView.IsHalf && parts.OutputView.Axes[2] == IntExpr.One && parts.Form.Axes[2].Pout == IntExpr.Zero;
}
