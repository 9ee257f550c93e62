using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of an elementwise graph over one operand that is moved by whole fours (shaders/pointwise/tiles): rows that stay rows, rows that become columns,
/// and rows whose words are taken in turn. For software drivers, which pay for every index and every load and store, however wide.
/// </summary>
internal static class TileCandidates
{
    private const uint LocalSize = 8;
    private const int MaxOuter = 6;

    // An invocation makes about as many fours.
    private const int Fours = 64;

    // Fours of a row that are enough for an invocation.
    private const int LongRow = 16;

    // Fours of the output's rows up to which the operand's rows are walked when they are turned: neighbouring invocations then write a row together.
    private const int NarrowRow = 32;

    // Tensors of an axis' strides.
    private const int Output = 0, Operand = 1;

    public static IEnumerable<KernelCandidate> Make(
        LoweringContext context, SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        if (operands.Count != 1 || IndexSpace.IsFlat(shape, output, operands) || IndexedCandidates.Halves(output, operands).Any()) return [];
        IndexSpace space = IndexSpace.Merged(shape, output, operands);
        if (space.Channel != 0 || space.Axes.Count > MaxOuter + 1 || Tile.Of(space) is not { } tile) return [];
        TensorAccess operand = operands[0];
        if (!BeginsWithFour(output) || !BeginsWithFour(operand)) return [];

        IntExpr[] fours = [.. tile.Whole, .. tile.Outer.SelectMany(axis => axis.Strides), .. space.Tensors.Select(tensor => tensor.Offset)];
        ValueList<IntExpr> whole = fours.Select(count => IntExpr.Equal(IntExpr.Mod(count, 4), IntExpr.Zero)).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
        if (whole.Contains(IntExpr.Zero)) return [];

        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        IntExpr fits = IntExpr.LessOrEqual(LoweringContext.RangeSize(output.Storage), range), operandFits = IntExpr.LessOrEqual(LoweringContext.RangeSize(operand.Storage), range);
        IntExpr texels = IntExpr.LessOrEqual(IntExpr.CeilDiv(LoweringContext.RangeSize(operand.Storage), 16), IntExpr.Symbol(DeviceLimitNames.TexelElements));
        return
        [
            Candidate(" texel", "_texel", BindingKind.TexelF32X4, [.. whole, texels, fits]),
            Candidate(string.Empty, string.Empty, BindingKind.Storage, [.. whole, .. new[] { operandFits, fits }.Distinct()]),
        ];

        KernelCandidate Candidate(string variant, string suffix, BindingKind kind, ValueList<IntExpr> requires)
        {
            IntExpr along = IntExpr.Max(IntExpr.CeilDiv(tile.Along.Extent, Fours / tile.Fours), 1);
            IntExpr count = tile.Outer.Aggregate(tile.Across.Extent * along, (product, axis) => product * axis.Extent);
            return new(
                $"pointwise {tile.Name}{variant}", context.Modules.Pointwise("tiles", 1, elementwise, suffix),
                [new(0, LocalSize), new(1, (uint)tile.Outer.Count), new(2, (uint)tile.Fours), .. tile.IsSplit ? new SpecializationValue[] { new(3, 1) } : []],
                [DeviceFeatureNames.CpuDevice], requires.Where(condition => condition != IntExpr.One).ToValueList(), "elementwise",
                [Bind(1, kind, BindingAccess.Read, operand), Bind(3, BindingKind.Storage, BindingAccess.Write, output)],
                [count, tile.Across.Extent, along, tile.Along.Extent, IntExpr.CeilDiv(tile.Along.Extent, along), .. Words(Operand), .. Words(Output), .. Padded(tile.Outer.Select(axis => axis.Extent))],
                [IntExpr.CeilDiv(count, LocalSize), 1, 1], []);
        }

        IEnumerable<IntExpr> Words(int tensor) =>
        [
            IntExpr.FloorDiv(space.Tensors[tensor].Offset, 4), tile.Across.Strides[tensor], tile.Along.Strides[tensor], tile.Next[tensor],
            .. Padded(tile.Outer.Select(axis => IntExpr.FloorDiv(axis.Strides[tensor], 4))),
        ];
    }

    // What is bound begins with a whole four.
    private static bool BeginsWithFour(TensorAccess tensor) => IntExpr.Mod(tensor.Storage.Offset, 4) == IntExpr.Zero;

    private static IEnumerable<IntExpr> Padded(IEnumerable<IntExpr> values) => values.Concat(Enumerable.Repeat(IntExpr.Zero, MaxOuter)).Take(MaxOuter);

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, TensorAccess tensor) =>
        new(number, kind, access, tensor.Storage.Buffer, tensor.Storage.Offset * 4, LoweringContext.RangeSize(tensor.Storage), 16);

    /// <summary>Fours that are read and written together, and the two axes along which such tiles follow each other.</summary>
    /// <param name="Name">What becomes of them.</param>
    /// <param name="Fours">Fours read, and as many written.</param>
    /// <param name="IsSplit">Whether one row becomes rows, instead of rows one.</param>
    /// <param name="Along">The axis that an invocation walks: tiles, and fours from one to the next.</param>
    /// <param name="Across">The axis of neighbouring invocations.</param>
    /// <param name="Next">Fours from one of a tile to the next.</param>
    /// <param name="Outer">All other axes, in elements.</param>
    /// <param name="Whole">Elements that must be whole fours.</param>
    private sealed record Tile(string Name, int Fours, bool IsSplit, IndexAxis Along, IndexAxis Across, ValueList<IntExpr> Next, ValueList<IndexAxis> Outer, ValueList<IntExpr> Whole)
    {
        private static readonly IndexAxis One = new(IntExpr.One, [IntExpr.Zero, IntExpr.Zero], false);

        public static Tile? Of(IndexSpace space)
        {
            IndexAxis row = space.Axes[^1];
            if (row.Strides[Output] != IntExpr.One) return null;
            IndexAxis[] outer = [.. space.Axes.SkipLast(1)];
            if (row.Strides[Operand] == IntExpr.One) return OfRows(row, outer);
            int found = Array.FindIndex(outer, axis => axis.Strides[Operand] == IntExpr.One && axis.Extent != IntExpr.One);
            if (found < 0) return null;
            return Turned(row, outer[found], [.. outer.Where((_, axis) => axis != found)]);
        }

        private static Tile OfRows(IndexAxis row, IndexAxis[] outer)
        {
            IndexAxis run = new(IntExpr.FloorDiv(row.Extent, 4), [IntExpr.One, IntExpr.One], false);
            // Short rows are walked from one to the next.
            if (outer.Length > 0 && IntExpr.Less(run.Extent, LongRow) == IntExpr.One && IntExpr.Less(outer[^1].Extent, run.Extent) != IntExpr.One)
                return new("fours", 1, false, InFours(outer[^1]), run, [IntExpr.Zero, IntExpr.Zero], [.. outer.SkipLast(1)], [row.Extent, .. outer[^1].Strides]);
            return new("fours", 1, false, run, One, [IntExpr.Zero, IntExpr.Zero], [.. outer], [row.Extent]);
        }

        /// <param name="row">The axis that is a row of the output.</param>
        /// <param name="column">The axis that is a row of the operand.</param>
        /// <param name="outer">The others.</param>
        private static Tile? Turned(IndexAxis row, IndexAxis column, ValueList<IndexAxis> outer)
        {
            IntExpr read = row.Strides[Operand], written = column.Strides[Output];
            foreach (int parts in (int[])[2, 3])
            {
                // parts rows become one: their words in turn
                if (row.Extent == parts && written == parts)
                {
                    IndexAxis tiles = new(IntExpr.FloorDiv(column.Extent, 4), [parts, IntExpr.One], false);
                    return new("interleaved", parts, false, tiles, One, [IntExpr.One, IntExpr.FloorDiv(read, 4)], outer, [column.Extent, read]);
                }

                if (column.Extent == parts && read == parts)
                {
                    IndexAxis tiles = new(IntExpr.FloorDiv(row.Extent, 4), [IntExpr.One, parts], false);
                    return new("parted", parts, true, tiles, One, [IntExpr.FloorDiv(written, 4), IntExpr.One], outer, [row.Extent, written]);
                }
            }

            // x[4·i + j][4·k + l] -> y[4·k + l][4·i + j]
            IndexAxis rows = new(IntExpr.FloorDiv(row.Extent, 4), [IntExpr.One, read], false), columns = new(IntExpr.FloorDiv(column.Extent, 4), [written, IntExpr.One], false);
            bool isNarrow = IntExpr.LessOrEqual(rows.Extent, NarrowRow) == IntExpr.One && IntExpr.Less(rows.Extent, columns.Extent) == IntExpr.One;
            return new("turned", 4, false, isNarrow ? columns : rows, isNarrow ? rows : columns, [IntExpr.FloorDiv(written, 4), IntExpr.FloorDiv(read, 4)], outer,
                [row.Extent, column.Extent, read, written]);
        }

        private static IndexAxis InFours(IndexAxis axis) => axis with { Strides = axis.Strides.Select(stride => IntExpr.FloorDiv(stride, 4)).ToValueList() };
    }
}
