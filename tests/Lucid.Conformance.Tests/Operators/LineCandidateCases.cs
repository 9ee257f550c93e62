using Lucid.Compiler;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Software drivers resize and pool line by line where every output lies beside its elements as the others do; the results have the bits of those made element by
/// element. Images have more lines than an invocation walks, and elements that are no numbers.
/// </summary>
public sealed class LineCandidateCases
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Images_made_larger_line_by_line(string driver)
    {
        // In blocks a row need not be whole fours.
        NnModel model = new("larger");
        Var rows = model.Input("x", "2,6,19,8");
        Var blocks = CandidateCases.Doubled(model, model.Input("y", "2,6,19,7"), 6);
        List<Var> outputs = [];
        foreach (string mode in (string[])["nearest", "bilinear", "bicubic"])
        {
            foreach (Var value in (Var[])[rows, blocks])
            {
                outputs.Add(F.Interpolate(value, scaleFactor: 2, mode: mode));
                outputs.Add(F.Exp(F.Interpolate(value, scaleFactor: 4, mode: mode)));
                outputs.Add(F.Cat([F.Interpolate(value * 3, scaleFactor: 2, mode: mode), F.Interpolate(value * 5, scaleFactor: 2, mode: mode)], 1));
                if (mode == "bicubic") continue;
                outputs.Add(F.Exp(F.Interpolate(value, [41, 20], mode: mode)));
                outputs.Add(F.Cat([F.Interpolate(value * 7, [11, 12], mode: mode), F.Interpolate(value * 9, [11, 12], mode: mode)], 1));
            }

            // Outputs of a model are rows; here blocks are made of blocks.
            outputs.Add(CandidateCases.Doubled(model, F.Exp(F.Interpolate(blocks, scaleFactor: 2, mode: mode)), 6));
        }

        // Neighbours that are left out, and rows of the source that begin anywhere.
        outputs.Add(model.Apply(new Resize(ResizeMode.Linear, CoordinateMode.HalfPixel, NearestRounding.Floor, [2, 6, 38, 16], [], -0.5, true, false, 0, []), rows)[0]);
        outputs.Add(F.Interpolate(model.Input("z", "1,3,9,7"), [35, 8], mode: "bilinear", alignCorners: true));
        // Weights of 0, whose products with infinity do not exist.
        foreach (Var value in (Var[])[rows, blocks])
            outputs.Add(model.Apply(new Resize(ResizeMode.Linear, CoordinateMode.Asymmetric, NearestRounding.Floor, [2, 6, 38, value.Shape[3] * 2], [], -0.75, false, false, 0, []), value)[0]);
        Check(driver, model, outputs, new() { ["x"] = Strange(1, 2, 6, 19, 8), ["y"] = Strange(2, 2, 6, 19, 7), ["z"] = Strange(4, 1, 3, 9, 7) });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Images_pooled_line_by_line(string driver)
    {
        NnModel model = new("pooled");
        Var x = model.Input("x", "2,5,38,16");
        Check(driver, model,
        [
            F.MaxPool2d(x, 2), F.AvgPool2d(x, 2), F.Exp(F.MaxPool2d(x, 3, 2, 1)), F.AvgPool2d(x, 3, 2, 1), F.AvgPool2d(x, 3, 2, 1, countIncludePad: false),
            F.MaxPool2d(x, 3, 1, 1), F.AvgPool2d(x, 3, 1, 1), F.AvgPool2d(x, 3, 1, 1, countIncludePad: false), F.AvgPool2d(x, 3, 2, 1, ceilMode: true),
            F.Cat([F.MaxPool2d(x * 3, 2), F.AvgPool2d(x * 5, 2)], 1),
        ], new() { ["x"] = Strange(3, 2, 5, 38, 16) });
    }

    private static void Check(string driver, NnModel model, List<Var> outputs, Dictionary<string, HostTensor> inputs)
    {
        for (int i = 0; i < outputs.Count; i++) model.Output($"output_{i}", outputs[i]);
        ModelPackage package = ModelCompiler.Compile(model.Build());
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel compiled = CompiledModel.FromPackage(package);
        IReadOnlyDictionary<string, HostTensor> others = Run(candidate => !IsByLine(candidate), 0);
        foreach (string reading in (string[])["by line texel", "by line"])
        {
            // Every output has at least one.
            IReadOnlyDictionary<string, HostTensor> own = Run(candidate => candidate.Features.Count == 0 || candidate.Variant.EndsWith(reading, StringComparison.Ordinal), outputs.Count);
            foreach ((string name, HostTensor expected) in others) TensorAssert.BitwiseEqual(expected, own[name], $"{name} {reading}");
        }

        IReadOnlyDictionary<string, HostTensor> Run(Func<KernelCandidate, bool> filter, int fewest)
        {
            using Session session = compiled.CreateSession(device.Device, new SessionOptions { CandidateFilter = (kernel, candidate) => !kernel.Candidates.Any(IsByLine) || filter(candidate) });
            Assert.InRange(DeviceRun.Report(session, inputs).Kernels.Count(kernel => kernel.Variant.Contains("by line", StringComparison.Ordinal)), fewest, fewest == 0 ? 0 : int.MaxValue);
            return DeviceRun.Run(session, inputs);
        }
    }

    private static bool IsByLine(KernelCandidate candidate) => candidate.Variant.Contains("by line", StringComparison.Ordinal);

    private static HostTensor Strange(int seed, params long[] extents)
    {
        HostTensor tensor = SeededTensor.Floats(new Random(seed), extents);
        float[] values = [.. tensor.As<float>()];
        (values[20], values[90], values[133]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        return HostTensor.Of(tensor.Shape, values);
    }
}
