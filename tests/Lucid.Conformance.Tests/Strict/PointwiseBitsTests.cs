using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Every elementwise function over numbers of all sizes, the special ones and random ones: the device's bits are those of the contract.</summary>
public sealed class PointwiseBitsTests
{
    private const int Seed = 20260707;

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Each_function_of_one_operand_gives_the_contracts_bits(string driver) => CheckAll(driver, 1);

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Each_function_of_two_operands_gives_the_contracts_bits(string driver) => CheckAll(driver, 2);

    private static void CheckAll(string driver, int arity)
    {
        float[] x = Operands(new Random(Seed), 4096), y = Operands(new Random(Seed + 1), 4096);
        GraphBuilder builder = new("functions");
        ValueId a = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(x.Length)));
        ValueId b = arity == 2 ? builder.AddInput("y", new TensorType(ElementType.F32, new SymbolicShape(y.Length))) : default;
        foreach (PointwiseFunction function in PointwiseTable.All.Where(f => f.Arity == arity && f.Floats is not null))
        {
            Pointwise op = Pointwise.Of(function.Kind);
            if (function.Kind == PointwiseKind.Clip) op = op with { Alpha = -1.5, Beta = 2.5 };
            ValueId? value = builder.Add(op, arity == 2 ? [a, b] : [a]);
            Assert.True(value is not null, string.Join("; ", builder.Diagnostics));
            builder.AddOutput(function.Name, value.Value);
        }

        Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.Of(new Shape(x.Length), x) };
        if (arity == 2) inputs["y"] = HostTensor.Of(new Shape(y.Length), y);
        using TestDevice device = DeviceMatrix.Use(driver);
        StrictRun.Check(device.Device, builder.Build(), inputs, $"seed {Seed}");
    }

    /// <summary>Special numbers, each next to each, and random bit patterns.</summary>
    private static float[] Operands(Random random, int count)
    {
        float[] special =
        [
            0f, -0f, 1f, -1f, 0.5f, -0.5f, 2f, -2f, 3f, 1.5f, 2.5f, -2.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue,
            1.17549435e-38f, -1.17549435e-38f, 1e-20f, 88.7f, 88.73f, -87.3f, -87.34f, -103f, 0.625f, 1e-7f, 16777216f, 8388609.5f, 1e30f, 0.33333334f, 100.5f,
        ];
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = i < 1024 ? special[random.Next(special.Length)]
                : i < 2048 ? (float)((random.NextDouble() * 20) - 10)
                : i < 3072 ? (float)((random.NextDouble() * 2) - 1)
                : BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        }

        return values;
    }
}
