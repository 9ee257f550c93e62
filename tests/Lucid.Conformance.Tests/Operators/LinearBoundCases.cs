using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Every element of a linear layer is within the bound that its own products give it, on every driver.</summary>
public sealed class LinearBoundCases
{
    private static readonly (string Name, Op Op, long Products, long[] Input, long[] Weight)[] Layers =
    [
        ("conv", new Conv([2, 1], [1, 1], [1, 0], [1, 2], 1), 7 * 9, [2, 7, 9, 11], [10, 7, 3, 3]),
        ("grouped", new Conv([1, 1], [1, 1], [1, 1], [1, 1], 2), 3 * 9, [1, 6, 8, 9], [4, 3, 3, 3]),
        ("depthwise", new Conv([1, 1], [1, 1], [1, 1], [1, 1], 8), 9, [1, 8, 8, 9], [8, 1, 3, 3]),
        ("transposed", new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), 16 * 4, [2, 16, 7, 5], [16, 12, 4, 4]),
        ("1d", new ConvTranspose([8], [4], [4], [0], [1], 1), 12 * 2, [1, 12, 40], [12, 5, 16]),
        ("linear", new Linear(), 300, [5, 300], [9, 300]),
        ("matmul", new MatMul(), 129, [3, 4, 129], [129, 6]),
    ];

    public static TheoryData<string, string> LayersOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _, _, _, _) in Layers) data.Add(driver, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayersOfDrivers))]
    public void A_sum_of_products_is_within_its_bound(string driver, string name)
    {
        (_, Op op, long products, long[] input, long[] weight) = Layers.Single(layer => layer.Name == name);
        Random random = new(name.Length);
        List<HostTensor> operands = [SeededTensor.Floats(random, input), SeededTensor.Floats(random, weight)];
        long channels = op is ConvTranspose ? weight[1] : weight[0];
        if (op is not MatMul) operands.Add(SeededTensor.Floats(random, channels));
        (Graph graph, Dictionary<string, HostTensor> inputs) = OperatorRun.Build(op, [.. operands]);
        (Graph sums, Dictionary<string, HostTensor> magnitudes) = OperatorRun.Build(op, [.. operands.Select(tensor => HostTensor.FromDoubles(tensor.Element, tensor.Shape, [.. tensor.ToDoubles().Select(Math.Abs)]))]);
        double[] scale = DeviceRun.Reference(sums, magnitudes, "y").ToDoubles();
        double unit = ErrorBound.Of(op).Factor(products) * ErrorBound.Epsilon;
        using TestDevice device = DeviceMatrix.Use(driver);
        Bounds.CheckWithin(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, graph, inputs)["y"], i => unit * scale[i], name);
    }
}
