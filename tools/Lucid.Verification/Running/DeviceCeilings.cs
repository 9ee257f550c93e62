using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Verification.Running;

/// <summary>
/// What a device reaches when it does one thing only, measured through Lucid's own kernels: the reading and writing of a large tensor,
/// and the arithmetic of a large matrix product. What a data sheet promises is more.
/// </summary>
/// <param name="GflopsPerSecond">Arithmetic.</param>
/// <param name="GigabytesPerSecond">Transfer.</param>
public sealed record DeviceCeilings(double GflopsPerSecond, double GigabytesPerSecond)
{
    private const int Runs = 5;

    /// <summary>Measures a device; null where its queue has no timestamps.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    public static DeviceCeilings? Measure(VulkanDevice device, CancellationToken cancellation = default)
    {
        // On a CPU a small problem is as good and takes no time; a GPU needs enough to fill it and to exceed its caches.
        bool isCpu = device.Info.Type == VulkanDeviceType.Cpu;
        (long elements, long side) = isCpu ? (1L << 22, 512) : (1L << 24, 2048);
        KernelProfile? copy = Best(device, Copy(elements), HostTensor.Of(new Shape(elements), new float[elements]), cancellation);
        KernelProfile? product = Best(device, Product(side), HostTensor.Of(new Shape(side, side), new float[side * side]), cancellation);
        return copy is null || product is null ? null : new DeviceCeilings(product.GflopsPerSecond, copy.GigabytesPerSecond);
    }

    // The fastest of some runs: a ceiling is what can be reached.
    private static KernelProfile? Best(VulkanDevice device, Graph graph, HostTensor input, CancellationToken cancellation)
    {
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Strip = true });
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device);
        Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal) { ["x"] = input };
        session.Run(inputs);
        KernelProfile? best = null;
        for (int i = 0; i < Runs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Run(inputs, ProfileDetail.Kernels, out RunProfile profile);
            if (profile.Kernels.Count == 0) return null;
            KernelProfile slowest = profile.Kernels.MaxBy(kernel => kernel.BytesMoved + kernel.Flops)!; // what there is beside it only moves data into place
            if (best is null || slowest.DeviceMilliseconds < best.DeviceMilliseconds) best = slowest;
        }

        return best;
    }

    private static Graph Copy(long elements)
    {
        GraphBuilder builder = new("copy");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(new Shape(elements))));
        builder.AddOutput("y", builder.Add(Pointwise.Of(PointwiseKind.Neg), [x], "y")!.Value);
        return builder.Build();
    }

    private static Graph Product(long side)
    {
        GraphBuilder builder = new("product");
        Shape shape = new(side, side);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(shape)));
        ValueId weight = builder.AddConstant("weight", HostTensor.Of(shape, new float[shape.ElementCount]));
        builder.AddOutput("y", builder.Add(new Linear(), [x, weight], "y")!.Value);
        return builder.Build();
    }
}
