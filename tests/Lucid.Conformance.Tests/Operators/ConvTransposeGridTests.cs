using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>The whole ConvTranspose grid on every driver: 205 cases and the non-finite ones, with constant and with computed weights.</summary>
public sealed class ConvTransposeGridTests
{
    public static TheoryData<string, string> CasesOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (ConvTransposeCase test in ConvTransposeCase.All) data.Add(driver, test.Id);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CasesOfDrivers))]
    public void Agrees_with_the_golden_tensor(string driver, string id) => Check(driver, id, weightsAsInputs: false);

    [Theory]
    [MemberData(nameof(CasesOfDrivers))]
    public void Agrees_with_weight_and_bias_as_inputs(string driver, string id) => Check(driver, id, weightsAsInputs: true);

    [Fact]
    public void The_grid_is_complete()
    {
        Assert.Equal(205, ConvTransposeCase.All.Count(test => !test.NonFinite));
        Assert.True(ConvTransposeCase.All.Count(test => test.NonFinite) >= 10);
    }

    private static void Check(string driver, string id, bool weightsAsInputs)
    {
        ConvTransposeCase test = ConvTransposeCase.Of(id);
        (Graph graph, Dictionary<string, HostTensor> inputs) = test.Build(weightsAsInputs);
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor got = DeviceRun.Run(device.Device, graph, inputs)["y"];
        TensorAssert.Close(test.Tensor("output"), got, test.IsSubnormal ? ComparisonLimits.SubnormalOperatorCase : ComparisonLimits.OperatorCase(halfStorage: false), id);
    }
}
