using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>One op on a device and in the interpreter, the operands as inputs.</summary>
internal static class OperatorRun
{
    /// <summary>The op moves or counts: bits agree.</summary>
    public static void CheckExact(string driver, Op op, params HostTensor[] operands)
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = Build(op, operands);
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, graph, inputs);
        foreach (GraphOutput output in graph.Outputs) TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], $"{op.Name}, {output.Name}");
    }

    public static (Graph Graph, Dictionary<string, HostTensor> Inputs) Build(Op op, params HostTensor[] operands)
    {
        GraphBuilder builder = new(op.Name);
        Dictionary<string, HostTensor> inputs = [];
        ValueId[] values = new ValueId[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            values[i] = builder.AddInput($"x{i}", operands[i].Type);
            inputs[$"x{i}"] = operands[i];
        }

        ValueId? output = builder.Add(op, values);
        Assert.True(output is not null, string.Join("; ", builder.Diagnostics));
        builder.AddOutput("y", output.Value);
        return (builder.Build(), inputs);
    }
}
