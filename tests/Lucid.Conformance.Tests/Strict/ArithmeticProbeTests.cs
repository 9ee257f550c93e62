using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Runtime.Probing;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>The probe that decides whether a device runs strict packages.</summary>
public sealed class ArithmeticProbeTests
{
    private const string File = "runtime/Lucid.Runtime/Probing/arithmetic.lvk";

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    /// <summary>With LUCID_BLESS=1 the embedded package is written anew; it takes effect when Lucid.Runtime is built again.</summary>
    [Fact]
    public void The_embedded_package_expects_the_bits_of_the_strict_evaluator()
    {
        ModelPackage made = ProbeModel.Make();
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1")
        {
            PackageWriter.Write(RepositoryRoot.Combine(File), made);
            return;
        }

        ModelPackage embedded = PackageReader.Parse(ArithmeticProbe.Package).Package;
        Assert.Equal(NumericsMode.Strict, embedded.Program.Numerics);
        Assert.Equal(made.Goldens.Keys, embedded.Goldens.Keys);
        foreach ((string key, HostTensor tensor) in made.Goldens) TensorAssert.BitwiseEqual(tensor, embedded.Goldens[key], key);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Drivers_that_compute_as_they_should_pass(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        Assert.Empty(device.Device.ProbeArithmetic().Failures);
        Assert.Empty(ArithmeticProbe.Run(device.Device).Failures);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_device_that_contracts_is_refused_by_name_with_what_failed(string driver)
    {
        VulkanDeviceOptions options = new()
        {
            DistortProbe = outputs => outputs["contraction"] = HostTensor.Of(outputs["contraction"].Shape, [0.5f, .. outputs["contraction"].As<float>()[1..]]),
        };
        using TestDevice device = DeviceMatrix.Use(driver, options);
        GraphBuilder builder = new("tiny");
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.Neg), [builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(4)))])!.Value);
        Graph graph = builder.Build();
        using CompiledModel strict = CompiledModel.FromPackage(ModelCompiler.Compile(graph, new CompileOptions { Numerics = NumericsMode.Strict }));
        string message = Assert.Throws<StrictNumericsException>(() => strict.CreateSession(device.Device)).Message;
        Assert.Contains(device.Device.Info.Name, message, StringComparison.Ordinal);
        Assert.Contains("contraction (number 0 is 0.5, not 0)", message, StringComparison.Ordinal);

        using CompiledModel fast = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using Session session = fast.CreateSession(device.Device);
    }
}
