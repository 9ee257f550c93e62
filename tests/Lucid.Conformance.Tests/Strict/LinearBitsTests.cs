using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;
using Lucid.Conformance.Tests.Operators;
using Lucid.Compiler;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Linear layers with their epilogues: the device's bits are those of the contract.</summary>
public sealed class LinearBitsTests
{
    // Of every archetype some, and all with numbers that are not finite.
    private static readonly string[] Chosen = [.. ConvTransposeCase.All.OrderBy(test => test.Id, StringComparer.Ordinal)
        .Where((test, i) => test.NonFinite || Resources.Full || i % 24 == 0).Select(test => test.Id)];

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Transposed_convolutions_give_the_contracts_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach (string id in Chosen)
        {
            (Graph graph, Dictionary<string, HostTensor> inputs) = ConvTransposeCase.Of(id).Build(weightsAsInputs: false);
            StrictRun.Check(device.Device, graph, inputs, id);
        }
    }
}
