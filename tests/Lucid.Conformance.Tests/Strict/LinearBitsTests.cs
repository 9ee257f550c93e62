using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;
using Lucid.Conformance.Tests.Operators;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Linear layers with their epilogues: the device's bits are those of the contract.</summary>
public sealed class LinearBitsTests
{
    // One of every archetype and a few with numbers that are not finite; all of them with --full.
    private static readonly string[] Chosen = Resources.Full ? [.. Ordered.Select(test => test.Id)]
        : [.. Ordered.Where(test => !test.NonFinite).GroupBy(test => test.Record.GetProperty("archetype").GetString()).Select(group => group.First().Id), .. Ordered.Where(test => test.NonFinite).Take(3).Select(test => test.Id)];

    private static IEnumerable<ConvTransposeCase> Ordered => ConvTransposeCase.All.OrderBy(test => test.Id, StringComparer.Ordinal);

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
