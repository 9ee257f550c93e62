using Lucid.Compiler;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests;

/// <summary>A graph on a device: compiled, run twice, nothing on the host, the same bits both times.</summary>
internal static class DeviceRun
{
    public static IReadOnlyDictionary<string, HostTensor> Run(VulkanDevice device, Graph graph, IReadOnlyDictionary<string, HostTensor> inputs) =>
        Run(device, ModelCompiler.Compile(graph), inputs);

    public static IReadOnlyDictionary<string, HostTensor> Run(VulkanDevice device, ModelPackage package, IReadOnlyDictionary<string, HostTensor> inputs)
    {
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        return Run(session, inputs);
    }

    public static IReadOnlyDictionary<string, HostTensor> Run(Session session, IReadOnlyDictionary<string, HostTensor> inputs)
    {
        IReadOnlyDictionary<string, HostTensor> first = session.Run(inputs);
        IReadOnlyDictionary<string, HostTensor> second = session.Run(inputs);
        foreach ((string name, HostTensor tensor) in first) TensorAssert.BitwiseEqual(tensor, second[name], $"second run, {name}");
        Assert.Equal(0, Report(session, inputs).HostOps);
        return first;
    }

    public static SessionReport Report(Session session, IReadOnlyDictionary<string, HostTensor> inputs) =>
        session.Explain([.. session.Model.Inputs.Select(input => inputs[input.Name].Shape)]);

    public static HostTensor Reference(Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, string output) =>
        ReferenceInterpreter.Run(graph, inputs).Outputs[output].ToHost();
}
