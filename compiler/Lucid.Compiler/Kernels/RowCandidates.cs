using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of an elementwise graph over one operand that lies as the output does and others that do too or are the same along each row of it
/// (shaders/pointwise/rows): a normalisation's factors, a bias a channel. For software drivers, which pay for every index.
/// </summary>
internal static class RowCandidates
{
    private const uint LocalSize = 8;
    private const int Quads = 16;

    // Bindings of operands a, b, c; the output is binding 3.
    private static readonly int[] OperandBindings = [1, 2, 4];
    private const int OutputBinding = 3;

    public static IEnumerable<KernelCandidate> Make(
        LoweringContext context, SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        if (operands.Count is not (2 or 3) || shape.Rank < 2 || !IsWhole(output) || !IsWhole(operands[0]) || IndexedCandidates.Halves(output, operands).Any()) yield break;
        bool[] same = [.. operands.Select(operand => !IsWhole(operand))];
        TensorAccess[] rowed = [.. operands.Where((_, i) => same[i])];
        if (rowed.Length == 0 || !rowed.All(operand => operand.Storage.IsDense && operand.Offset == IntExpr.Zero && operand.ChannelOffset == IntExpr.Zero)) yield break;
        bool blocked = output.Storage.Layout == StorageLayout.Blocked;
        int kept = rowed.Max(operand => Enumerable.Range(0, shape.Rank).Where(axis => Extent(operand, axis) != IntExpr.One).DefaultIfEmpty(-1).Max()) + 1;
        if (kept == 0 || kept == shape.Rank || (blocked && kept != 2)) yield break;
        int[] begins = [.. operands.Select((operand, i) => same[i] ? Enumerable.Range(0, kept).TakeWhile(axis => Extent(operand, axis) == IntExpr.One && shape[axis] != IntExpr.One).Count() : 0)];
        for (int i = 0; i < operands.Count; i++)
        {
            if (!same[i]) continue;
            // Blocks of whole channels lie as rows of them do.
            if (operands[i].Storage.Layout == StorageLayout.Blocked && !blocked) yield break;
            if (Enumerable.Range(begins[i], kept - begins[i]).Any(axis => Extent(operands[i], axis) != shape[axis]) || (blocked && begins[i] > 1)) yield break;
        }

        IntExpr inner = Product(shape.Extents.Skip(kept));
        IntExpr divided = blocked ? shape[1] : inner;
        IntExpr whole = IntExpr.Equal(IntExpr.Mod(divided, 4), IntExpr.Zero);
        if (whole == IntExpr.Zero) yield break;
        IntExpr run = blocked ? inner : IntExpr.FloorDiv(inner, 4);
        IntExpr along = IntExpr.CeilDiv(run, Quads);
        IntExpr rows = Rows(0);
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = operands.Append(output).Select(tensor => IntExpr.LessOrEqual(LoweringContext.RangeSize(tensor.Storage), range)).Append(whole).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
        IntExpr texels = IntExpr.LessOrEqual(rows * run, IntExpr.Symbol(DeviceLimitNames.TexelElements));
        yield return Candidate("rows texel", "_texel", BindingKind.TexelF32X4, [.. fits, texels]);
        yield return Candidate("rows", string.Empty, BindingKind.Storage, fits);

        KernelCandidate Candidate(string variant, string suffix, BindingKind kind, ValueList<IntExpr> requires) => new(
            $"pointwise {variant}", context.Modules.Pointwise("rows", operands.Count, elementwise, suffix),
            [new(0, LocalSize), new(1, blocked ? 1u : 0u), new(2, (same[1] ? 1u : 0) | (same[^1] && operands.Count > 2 ? 2u : 0)), new(5, Quads)],
            [DeviceFeatureNames.CpuDevice], requires, "elementwise",
            [.. operands.Select((operand, i) => Bind(OperandBindings[i], i == 0 ? kind : BindingKind.Storage, BindingAccess.Read, operand, same[i])), Bind(OutputBinding, BindingKind.Storage, BindingAccess.Write, output, false)],
            [rows * along, along, run, Rows(begins[1]), Rows(begins[^1])], [IntExpr.CeilDiv(rows * along, LocalSize), 1, 1], []);

        // Rows of the axes from one on.
        IntExpr Rows(int from) => Product(Enumerable.Range(from, kept - from).Select(axis => blocked && axis == 1 ? IntExpr.FloorDiv(shape[1], 4) : shape[axis]));

        IntExpr Extent(TensorAccess operand, int axis)
        {
            int own = axis - (shape.Rank - operand.Storage.Shape.Rank);
            return own < 0 ? IntExpr.One : operand.Storage.Shape[own];
        }

        bool IsWhole(TensorAccess tensor) => tensor.Storage.IsDense && tensor.Storage.Shape == shape && tensor.Storage.Layout == output.Storage.Layout
            && tensor.Offset == IntExpr.Zero && tensor.ChannelOffset == IntExpr.Zero && tensor.Strides == TensorAccess.Broadcast(tensor.Storage, shape).Strides;
    }

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, TensorAccess tensor, bool isSame) =>
        new(number, kind, access, tensor.Storage.Buffer, IntExpr.Zero, LoweringContext.RangeSize(tensor.Storage), isSame ? 4 : 16);

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
}
