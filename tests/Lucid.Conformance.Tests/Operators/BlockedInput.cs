using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Puts a value into blocks of four channels, as it lies behind a layer.</summary>
internal static class BlockedInput
{
    /// <summary>A layer of 1×1 kernels that doubles every element: exact in any arithmetic.</summary>
    public static ValueId Doubled(GraphBuilder builder, ValueId value, long channels)
    {
        int spatial = builder.TypeOf(value).Rank - 2;
        float[] weight = new float[channels * channels];
        for (long c = 0; c < channels; c++) weight[(c * channels) + c] = 2;
        ValueId constant = builder.AddConstant("double", HostTensor.Of(new Shape([channels, channels, .. Enumerable.Repeat(1L, spatial)]), weight));
        return builder.Add(new Conv(Ones(spatial), Zeros(spatial), Zeros(spatial), Ones(spatial), 1), [value, constant])!.Value;
    }

    private static ValueList<long> Ones(int count) => Enumerable.Repeat(1L, count).ToValueList();

    private static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();
}
