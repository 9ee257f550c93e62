using System.Buffers.Binary;
using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>
/// A package made by hand that uses every part of the format: weights packed by a prepare kernel, a layer with two candidates and splits,
/// then an activation function. Its modules are headers without code.
/// </summary>
internal static class SamplePackage
{
    // Buffers by position.
    public const int Input = 0, Output = 1, Weight = 2, Packed = 3, Hidden = 4;

    private static readonly IntExpr N = IntExpr.Symbol("N"), H = IntExpr.Symbol("h"), W = IntExpr.Symbol("w");

    /// <summary>With symbols N, h, w and, being symbolic, without a static plan.</summary>
    public static ModelPackage Symbolic { get; } = Make(N, H, W, null);

    /// <summary>For a batch of 1 and 6 by 8 pixels, with a static plan.</summary>
    public static ModelPackage Static { get; } = Make(1, 6, 8, new([-1, -1, -1, -1, 0], 2048, 1536));

    /// <summary>As if its weights were halves, with the float32 one as its variant: of the modules one differs.</summary>
    public static ModelPackage Halves { get; } = Static with
    {
        Program = Static.Program with { Precision = ElementType.F16 },
        Modules = Static.Modules.SetItem("pack", Module(77)),
        Constants = Static.Constants.SetItem("conv1.weight", new HostTensor(ElementType.F32, Static.Constants["conv1.weight"].Shape, new byte[Static.Constants["conv1.weight"].Bytes.Length])),
        Float32 = Static with
        {
            Constants = Static.Constants.Remove("lucid.of the model"),
            GraphText = null,
            Goldens = Static.Goldens.Clear(),
            Proof = null,
        },
    };

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(ModelPackage package)
    {
        using MemoryStream stream = new();
        PackageWriter.Write(stream, package);
        return stream.ToArray();
    }

    /// <summary>The package with another program.</summary>
    public static ModelPackage With(this ModelPackage package, Func<LoweredProgram, LoweredProgram> change) => package with { Program = change(package.Program) };

    /// <summary>The package with another main kernel.</summary>
    public static ModelPackage WithMain(this ModelPackage package, int index, Func<ProgramKernel, ProgramKernel> change) =>
        package.With(program => program with { Main = program.Main.Change(index, change) });

    /// <summary>The package with another candidate of a main kernel.</summary>
    public static ModelPackage WithCandidate(this ModelPackage package, int kernel, int candidate, Func<KernelCandidate, KernelCandidate> change) =>
        package.WithMain(kernel, old => old with { Candidates = old.Candidates.Change(candidate, change) });

    /// <summary>The list with one element changed.</summary>
    public static ValueList<T> Change<T>(this ValueList<T> list, int index, Func<T, T> change) =>
        list.Select((item, i) => i == index ? change(item) : item).ToValueList();

    /// <summary>Something that begins as a SPIR-V module does.</summary>
    public static byte[] Module(uint id)
    {
        byte[] bytes = new byte[24];
        uint[] words = [0x07230203, 0x00010300, 0, 8, 0, id];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    private static ModelPackage Make(IntExpr n, IntExpr h, IntExpr w, ProgramPlan? plan)
    {
        IntExpr inputBytes = 16 * n * h * w, hiddenBytes = 32 * n * h * w;
        IntExpr rows = IntExpr.CeilDiv(h, 4), columns = IntExpr.CeilDiv(w, 8);
        LoweredProgram program = new(
            "two kernels",
            NumericsMode.Fast,
            ElementType.F32,
            [new("x", new(ElementType.F32, new(n, 4, h, w)), ElementType.F32, Input)],
            [new("mask", new(ElementType.Bool, new(n, 8, h, w)), ElementType.U32, Output)],
            [new(IntExpr.Equal(IntExpr.Mod(h, 2), 0), "the height must be even", "model.onnx:conv1")],
            [
                new("x", BufferKind.Input, inputBytes, null),
                new("mask", BufferKind.Output, hiddenBytes, null),
                new("conv1.weight", BufferKind.Constant, 1152, "conv1.weight"),
                new("conv1.weight packed", BufferKind.Prepared, 1152, null),
                new("conv1 out", BufferKind.Activation, hiddenBytes, null),
            ],
            [
                new("pack conv1.weight", [],
                    [
                        new("copy", "pack", [new(0, 64)], [], [IntExpr.LessOrEqual(64, IntExpr.Symbol(DeviceLimitNames.WorkgroupInvocations))], "none",
                            [Reads(1, Weight, 1152), Writes(2, Packed, 1152)], [288, 4], [5, 1, 1], []),
                    ],
                    0, 2304),
            ],
            [
                new("conv1", ["conv1", "relu1"],
                    [
                        new("taps_dense 8x4 texel", "conv1.texel", [new(0, 8), new(1, 4)], [DeviceFeatureNames.CpuDevice],
                            [IntExpr.LessOrEqual(IntExpr.Max(h * w * n, 72), IntExpr.Symbol(DeviceLimitNames.TexelElements))], "dense4",
                            [Texels(1, Input, inputBytes), Texels(2, Packed, 1152), Writes(3, Hidden, hiddenBytes)],
                            [4, 8, h, w], [columns, rows, 2 * n], []),
                        new("taps_dense 8x4", "conv1", [new(0, 8), new(1, 4)], [], [], "dense4",
                            [Reads(1, Input, inputBytes), Reads(2, Packed, 1152), Writes(3, Hidden, hiddenBytes)],
                            [4, 8, h, w], [columns, rows, 2 * n],
                            [new(SplitAxis.Y, rows, [16 * w, 0, 32 * w], [16 * w, 0, 0], [16 * w, 0, 0])]),
                    ],
                    576 * n * h * w, inputBytes + hiddenBytes + 1152),
                new("greater1", ["greater1"],
                    [
                        new("pointwise", "greater1", [], [], [], "pointwise", [Reads(1, Hidden, hiddenBytes), Writes(2, Output, hiddenBytes)],
                            [IntExpr.CeilDiv(8 * n * h * w, 4), 0x80000000L, -1], [IntExpr.CeilDiv(2 * n * h * w, 64), 1, 1], []),
                    ],
                    8 * n * h * w, 2 * hiddenBytes),
            ],
            plan,
            [new("image.x", "range=0..1")]);
        float[] weight = [.. Enumerable.Range(0, 288).Select(i => (i - 144) / 16f)];
        return new(
            program,
            ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
                .Add("pack", Module(1)).Add("conv1", Module(2)).Add("conv1.texel", Module(3)).Add("greater1", Module(4)),
            ImmutableSortedDictionary.Create<string, HostTensor>(StringComparer.Ordinal)
                .Add("conv1.weight", HostTensor.Of(new Shape(8, 4, 3, 3), weight))
                .Add("lucid.of the model", HostTensor.FromInt64s(ElementType.U8, new Shape(3), [1, 2, 3])),
            "graph two_kernels\n  größe = 1\n",
            ImmutableSortedDictionary.Create<string, HostTensor>(StringComparer.Ordinal)
                .Add("sample/input.x", HostTensor.Of(new Shape(1, 4, 1, 1), 1, 2, 3, 4))
                .Add("seeded/output.mask", HostTensor.FromInt64s(ElementType.Bool, new Shape(1, 8, 1, 1), [0, 1, 0, 1, 0, 1, 0, 1]))
                .Add("seeded/value.conv1 out", HostTensor.Of(new Shape(1, 8, 1, 1), 1, 2, 3, 4, 5, 6, 7, 8)),
            "0.1.0-test")
        {
            Proof = new(
                [
                    new("sample", [new("x", new Shape(1, 4, 1, 1), null)], [new("mask", new Shape(1, 8, 1, 1), new string('a', 64), null)], []),
                    new("seeded", [new("x", new Shape(1, 4, 1, 1), 7)],
                        [new("mask", new Shape(1, 8, 1, 1), null, new("by hand", 1e-5, null))],
                        [new("conv1 out", new Shape(1, 8, 1, 1), null, new("by hand", null, new(1e-3, 1e-7)))]),
                ],
                [
                    new("conv1 out", "relu1", "conv1", Hidden, ElementType.F32, new(n, 8, h, w), 0, [8 * h * w, 0, 4 * w, 4], 4 * h * w),
                    new("mask", "mask", "greater1", Output, ElementType.U32, new(n, 8, h, w), 0, [8 * h * w, h * w, w, 1], null),
                ]),
        };
    }

    private static KernelBinding Reads(int number, int buffer, IntExpr bytes) => new(number, BindingKind.Storage, BindingAccess.Read, buffer, 0, bytes, 16);

    private static KernelBinding Texels(int number, int buffer, IntExpr bytes) => new(number, BindingKind.TexelF32X4, BindingAccess.Read, buffer, 0, bytes, 16);

    private static KernelBinding Writes(int number, int buffer, IntExpr bytes) => new(number, BindingKind.Storage, BindingAccess.Write, buffer, 0, bytes, 16);
}
