using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Conversions of element types and arithmetic of narrow integers: exact on every driver.</summary>
public sealed class CastCases
{
    private static readonly float[] Corners =
    [
        0, -0f, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, 2049, 2051, 65504, 65519.996f, 65520, -65520, 1e30f, -1e30f, 6.103515625e-5f, 6.0975552e-5f, 5.9604645e-8f,
        2.9802322e-8f, 2.9802326e-8f, 8.940697e-8f, -3e-5f, 3.3895314e38f, 3.4028235e38f, 1.00390625f, 1.01171875f, 127.5f, 128, -128.5f, -129, 255.99f, 256, 300, 32767.5f,
        -40000, 70000, 2147483520, 2147483648, -2147483648, -3e9f, 4294967040, 4294967296, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    public static TheoryData<string, ElementType> TypesOfDrivers()
    {
        TheoryData<string, ElementType> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (ElementType element in Enum.GetValues<ElementType>()) data.Add(driver, element);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(TypesOfDrivers))]
    public void Floats_become_every_type_as_the_definition_says(string driver, ElementType to)
    {
        // Integers wider than 32 bits are held in 32: values between are outside the contract.
        IEnumerable<float> values = to is ElementType.I64 or ElementType.U64 ? Corners.Where(x => x is >= -2147483648f and < 2147483648f or float.NaN) : Corners;
        if (to == ElementType.U64) values = values.Where(x => !(x < 0));
        Random random = new(3);
        float[] all = [.. values, .. Enumerable.Range(0, 2000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-30, 7))))];
        if (to == ElementType.U64) all = Array.ConvertAll(all, Math.Abs);
        OperatorRun.CheckExact(driver, new Cast(to), HostTensor.Of(new Shape(all.Length), all));
    }

    [Theory]
    [MemberData(nameof(TypesOfDrivers))]
    public void Integers_become_every_type_as_the_definition_says(string driver, ElementType to)
    {
        long[] values = [0, 1, -1, 2, 127, 128, 129, 255, 256, -128, -129, 32767, 32768, -32768, -32769, 65535, 65536, 16777217, int.MaxValue, int.MinValue];
        if (to == ElementType.U64) values = [.. values.Where(value => value >= 0)];
        // 2^24 + 1 is no float32, to which float64 is narrowed on a device.
        if (to is ElementType.F64) values = [.. values.Where(value => Math.Abs(value) < 16777216)];
        OperatorRun.CheckExact(driver, new Cast(to), HostTensor.FromInt64s(ElementType.I64, new Shape(values.Length), values));
        OperatorRun.CheckExact(driver, new Cast(to), SeededTensor.Integers(new Random(2), ElementType.Bool, 0, 2, 9));
    }

    [Theory]
    [MemberData(nameof(TypesOfDrivers))]
    public void Integers_of_every_width_keep_their_range(string driver, ElementType element)
    {
        if (!element.IsInteger())
        {
            Assert.True(element.IsFloat() || element == ElementType.Bool);
            return;
        }

        bool isUnsigned = element is ElementType.U8 or ElementType.U16 or ElementType.U32 or ElementType.U64;
        Random random = new((int)element);
        HostTensor x = SeededTensor.Integers(random, element, isUnsigned ? 0 : -128, element.ByteSize() == 1 && !isUnsigned ? 128 : 256, 50);
        HostTensor y = SeededTensor.Integers(random, element, isUnsigned ? 1 : -100, 100, 50);
        foreach (PointwiseKind kind in (PointwiseKind[])[PointwiseKind.Add, PointwiseKind.Mul, PointwiseKind.Div, PointwiseKind.Min, PointwiseKind.Max, PointwiseKind.Mod])
            OperatorRun.CheckExact(driver, new Pointwise(kind), x, y);
        foreach (PointwiseKind kind in (PointwiseKind[])[PointwiseKind.Equal, PointwiseKind.Less, PointwiseKind.LessOrEqual, PointwiseKind.Greater, PointwiseKind.GreaterOrEqual])
            OperatorRun.CheckExact(driver, new Pointwise(kind), x, y);
        if (element != ElementType.U64) OperatorRun.CheckExact(driver, new Pointwise(PointwiseKind.Sub), x, y);
        if (!isUnsigned) OperatorRun.CheckExact(driver, new Pointwise(PointwiseKind.Neg), x);
        OperatorRun.CheckExact(driver, new Pointwise(PointwiseKind.Clip, 3, 90.5), x);
        OperatorRun.CheckExact(driver, new Pointwise(PointwiseKind.Clip, long.MinValue, long.MaxValue), x);
    }
}
