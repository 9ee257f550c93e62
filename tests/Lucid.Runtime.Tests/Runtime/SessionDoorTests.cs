using System.Numerics.Tensors;

using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>How tensors get in and out.</summary>
public sealed class SessionDoorTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    public static TheoryData<string, ElementType, ElementType> Conversions
    {
        get
        {
            TheoryData<string, ElementType, ElementType> data = [];
            foreach (string driver in DeviceMatrix.All)
            {
                data.Add(driver, ElementType.F16, ElementType.F32);
                data.Add(driver, ElementType.F32, ElementType.F16);
                data.Add(driver, ElementType.BF16, ElementType.F32);
                data.Add(driver, ElementType.F64, ElementType.F32);
                data.Add(driver, ElementType.I64, ElementType.I32);
                data.Add(driver, ElementType.U8, ElementType.U32);
                data.Add(driver, ElementType.Bool, ElementType.U32);
            }

            return data;
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Conversions))]
    public void Element_types_are_converted_at_the_door(string driver, ElementType host, ElementType onDevice)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = SampleModels.Copy(host, onDevice).Model().CreateSession(device.Device);
        foreach (int count in new[] { 1, 3, 100 })
        {
            HostTensor x = HostTensor.FromDoubles(host, new Shape(count), [.. Enumerable.Range(0, count).Select(i => host == ElementType.Bool ? i % 2 : (double)i)]);
            HostTensor z = session.Run(new Dictionary<string, HostTensor> { ["x"] = x })["z"];
            Assert.Equal(host, z.Element);
            Assert.Equal(x.Bytes.ToArray(), z.Bytes.ToArray());
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void An_integer_beyond_the_devices_32_bits_is_refused_by_name(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = SampleModels.Copy(ElementType.I64, ElementType.I32).Model().CreateSession(device.Device);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = HostTensor.OfInt64(new Shape(2), 1, 1L << 40) };
        Assert.Equal(
            "input x holds 1099511627776 at [1], beyond i32, in which i64 is computed on the device",
            Assert.Throws<ModelInputException>(() => session.Run(inputs)).Message);
        inputs["x"] = HostTensor.OfInt64(new Shape(2), 1, 2);
        Assert.Equal([1L, 2L], session.Run(inputs)["z"].ToInt64s());
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Staged_memory_gives_the_same(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { AlwaysStage = true, EnableSynchronizationValidation = true });
        using Session chain = SampleModels.Chain().Model().CreateSession(device.Device), prepared = SampleModels.Prepared(300).Model().CreateSession(device.Device);
        foreach (int count in new[] { 100, 5000, 3 })
        {
            float[] x = SessionTests.Ramp(count, 1);
            Assert.Equal(x.Select(value => 4 * value), chain.Run(SessionTests.Named(("x", x)))["z"].ToFloats());
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => 5f * i), prepared.Run(SessionTests.Named(("x", SessionTests.Ramp(300, 1))))["z"].ToFloats());
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Barriers_satisfy_the_synchronisation_checks(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { EnableSynchronizationValidation = true });
        using Session session = SampleModels.Chain().Model().CreateSession(device.Device);
        for (int round = 0; round < 3; round++) session.Run(SessionTests.Named(("x", SessionTests.Ramp(1000, 1))));
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_run_at_a_known_shape_on_the_callers_memory_allocates_nothing(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session add = SampleModels.Add().Model().CreateSession(device.Device), scale = Doubling().CreateSession(device.Device);
        float[] x = SessionTests.Ramp(1000, 1), y = SessionTests.Ramp(1000, 2), z = new float[1000];
        Shape shape = new(1000), other = new(10);
        long allocated = 0;
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using (SessionRun run = add.Begin(shape, shape))
            {
                run.Write<float>(0, x);
                run.Write<float>(1, y);
                run.Execute();
                run.Read<float>(0, z);
            }

            scale.Run<float, float>(x, shape, z);
            scale.Run<float, float>(x.AsSpan(0, 10), other, z);
            scale.Run<float, float>(new ReadOnlyTensorSpan<float>(x), new TensorSpan<float>(z));
            // The first rounds record shapes and are compiled in tiers.
            if (round >= 10) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.Equal(x.Select(value => 2 * value), z);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Tensors_of_any_strides_go_in_and_out(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        ProgramSketch sketch = new("matrix");
        IntExpr h = IntExpr.Symbol("h"), w = IntExpr.Symbol("w");
        int input = sketch.Input("x", new(h, w)), output = sketch.Output("z", new(h, w));
        SampleModels.Scale(sketch, "twice", input, output, 2, h * w);
        using Session session = sketch.Model().CreateSession(device.Device);

        Tensor<float> all = Tensor.Create(SessionTests.Ramp(20, 1), [4, 5]);
        ReadOnlyTensorSpan<float> corner = all.AsReadOnlyTensorSpan().Slice([1..3, 2..5]);
        Assert.False(corner.IsDense);
        Tensor<float> z = session.Run<float, float>(corner);
        Assert.Equal([2, 3], z.Lengths.ToArray());
        Assert.Equal([14f, 16f, 18f, 24f, 26f, 28f], z.ToArray());

        Tensor<float> into = Tensor.CreateFromShape<float>([4, 5]);
        session.Run<float, float>(corner, into.AsTensorSpan().Slice([1..3, 2..5]));
        Assert.Equal((14f, 28f, 0f), (into[1, 2], into[2, 4], into[0, 0]));
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Wrong_element_types_and_lengths_are_refused(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = Doubling().CreateSession(device.Device);
        float[] x = new float[10];
        Assert.Equal(
            "x is f32; Double is not (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => session.Run<double, float>(new double[10], new Shape(10), x)).Message);
        Assert.Equal(
            "input x f32[10] takes 40 bytes; got 36 (Parameter 'bytes')",
            Assert.Throws<ArgumentException>(() => session.Run<float, float>(new float[9], new Shape(10), x)).Message);
        Assert.Equal(
            "output z f32[10] takes 40 bytes; there is room for 36 (Parameter 'bytes')",
            Assert.Throws<ArgumentException>(() => session.Run<float, float>(x, new Shape(10), new float[9])).Message);
        session.Run<float, float>(x, new Shape(10), x);
    }

    internal static CompiledModel Doubling()
    {
        ProgramSketch sketch = new("doubling");
        IntExpr n = IntExpr.Symbol("n");
        int x = sketch.Input("x", new(n)), z = sketch.Output("z", new(n));
        SampleModels.Scale(sketch, "twice", x, z, 2);
        return sketch.Model();
    }
}
