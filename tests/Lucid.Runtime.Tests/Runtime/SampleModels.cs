using Lucid.Packaging;
using Lucid.Tensors;

using static Lucid.Runtime.Tests.Runtime.ProgramSketch;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Toy models whose right answers are obvious.</summary>
internal static class SampleModels
{
    /// <summary>Elements a workgroup of these kernels computes.</summary>
    public const int GroupSize = 64;

    private const string AddSource = """
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
        layout(set = 0, binding = 2) readonly buffer Y { float values[]; } y;
        layout(set = 0, binding = 3) writeonly buffer Z { float values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
            if (i < parameter(0)) z.values[i - part.shift.z] = x.values[i - part.shift.x] + y.values[i - part.shift.y];
        }
        """;

    private const string ScaleSource = """
        layout(local_size_x_id = 0) in;
        layout(constant_id = 0) const uint SIZE = 64;
        layout(constant_id = 1) const float FACTOR = 1.0;
        layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
        layout(set = 0, binding = 2) writeonly buffer Z { float values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * SIZE + gl_LocalInvocationID.x;
            if (i < parameter(0)) z.values[i - part.shift.y] = x.values[i - part.shift.x] * FACTOR;
        }
        """;

    private const string TexelSource = """
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 1) uniform samplerBuffer x;
        layout(set = 0, binding = 2) writeonly buffer Z { vec4 values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
            if (i < parameter(0)) z.values[i - part.shift.y] = 2.0 * texelFetch(x, int(i - part.shift.x)) + float(i);
        }
        """;

    // z[p] = sum over c ascending of w[c] * x[c][p]: the sum of a later part goes on from what an earlier one stored.
    private const string SumSource = """
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
        layout(set = 0, binding = 2) readonly buffer W { float values[]; } w;
        layout(set = 0, binding = 3) buffer Z { float values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
            if (i >= parameter(0)) return;
            uint begin = part.depth & 0xffff, end = part.depth == 0 ? parameter(1) : part.depth >> 16;
            float sum = begin > 0 ? z.values[i - part.shift.z] : 0.0;
            for (uint c = begin; c < end; c++) sum += w.values[c - part.shift.y] * x.values[c * parameter(0) + i - part.shift.x];
            z.values[i - part.shift.z] = sum;
        }
        """;

    private static readonly IntExpr N = IntExpr.Symbol("n");

    private static ValueList<IntExpr> GroupsOf(IntExpr count) => [IntExpr.CeilDiv(count, GroupSize), 1, 1];

    private static KernelSplit AlongX(IntExpr count, int elementBytes, int bindings) => new(
        SplitAxis.X, IntExpr.CeilDiv(count, GroupSize),
        Enumerable.Repeat((IntExpr)(GroupSize * elementBytes), bindings).ToValueList(), Zeros(bindings), Zeros(bindings));

    private static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();

    /// <summary>z = x + y over <c>n</c> floats, cut along x where need be.</summary>
    public static ProgramSketch Add(string name = "add")
    {
        ProgramSketch sketch = new(name);
        int x = sketch.Input("x", new(N)), y = sketch.Input("y", new(N)), z = sketch.Output("z", new(N));
        return sketch.Kernel("add", AddSource, [Read(1, x, N * 4), Read(2, y, N * 4), Write(3, z, N * 4)], [N], GroupsOf(N), [AlongX(N, 4, 3)]);
    }

    /// <summary>z = 2·x + i over <c>n</c> texels of four floats.</summary>
    public static ProgramSketch DoubleTexels()
    {
        ProgramSketch sketch = new("texel");
        int x = sketch.Input("x", new(N, 4)), z = sketch.Output("z", new(N, 4));
        return sketch.Kernel("double", TexelSource, [Texel(1, x, N * 16), Write(2, z, N * 16, 16)], [N], GroupsOf(N), [AlongX(N, 16, 2)]);
    }

    /// <summary>z[p] = Σ w[c]·x[c,p], cut along the sum and then along p.</summary>
    public static ProgramSketch Sum(int channels)
    {
        ProgramSketch sketch = new("sum");
        int x = sketch.Input("x", new(channels, N)), z = sketch.Output("z", new(N));
        int w = sketch.Constant("w", HostTensor.Of(new Shape(channels), [.. Enumerable.Range(0, channels).Select(c => 1f / (c + 3))]));
        return sketch.Kernel(
            "sum", SumSource, [Read(1, x, N * (4 * channels)), Read(2, w, channels * 4), Update(3, z, N * 4)], [N, channels], GroupsOf(N),
            [
                new KernelSplit(SplitAxis.Depth, channels, [N * 4, 4, 0], Zeros(3), Zeros(3)),
                new KernelSplit(SplitAxis.X, IntExpr.CeilDiv(N, GroupSize), [GroupSize * 4, 0, GroupSize * 4], Zeros(3), Zeros(3)),
            ]);
    }

    /// <summary>z = 3·x + x through activations that take turns in the arena: a = 2x, b = a + x, c = ½b, d = 2c, z = d + x … = 4x.</summary>
    public static ProgramSketch Chain(string name = "chain")
    {
        ProgramSketch sketch = new(name);
        int x = sketch.Input("x", new(N)), z = sketch.Output("z", new(N));
        int a = sketch.Activation("a", N * 4), b = sketch.Activation("b", N * 4), c = sketch.Activation("c", N * 4), d = sketch.Activation("d", N * 4);
        Scale(sketch, "a", x, a, 2);
        sketch.Kernel("b", AddSource, [Read(1, a, N * 4), Read(2, x, N * 4), Write(3, b, N * 4)], [N], GroupsOf(N), [AlongX(N, 4, 3)]);
        Scale(sketch, "c", b, c, 0.5f);
        Scale(sketch, "d", c, d, 2);
        return sketch.Kernel("z", AddSource, [Read(1, d, N * 4), Read(2, x, N * 4), Write(3, z, N * 4)], [N], GroupsOf(N), [AlongX(N, 4, 3)]);
    }

    /// <summary>z = x + p with p = 4·w prepared once from the constant w by way of another prepared buffer.</summary>
    public static ProgramSketch Prepared(int count)
    {
        ProgramSketch sketch = new("prepared");
        int x = sketch.Input("x", new(count)), z = sketch.Output("z", new(count));
        int w = sketch.Constant("w", HostTensor.Of(new Shape(count), [.. Enumerable.Range(0, count).Select(i => (float)i)]));
        int half = sketch.Prepared("half", count * 4), p = sketch.Prepared("p", count * 4);
        Scale(sketch, "half", w, half, 2, count, prepare: true);
        Scale(sketch, "p", half, p, 2, count, prepare: true);
        return sketch.Kernel("add", AddSource, [Read(1, x, count * 4), Read(2, p, count * 4), Write(3, z, count * 4)], [count], GroupsOf(count));
    }

    /// <summary>z = factor·x.</summary>
    public static void Scale(ProgramSketch sketch, string kernel, int x, int z, float factor, IntExpr? count = null, bool prepare = false)
    {
        IntExpr n = count ?? N;
        sketch.Kernel(
            kernel,
            [sketch.Candidate(
                ScaleSource, [Read(1, x, n * 4), Write(2, z, n * 4)], [n], GroupsOf(n), [AlongX(n, 4, 2)],
                specialization: [new(0, GroupSize), new(1, BitConverter.SingleToUInt32Bits(factor))])],
            prepare);
    }

    /// <summary>z = x, whatever their element types on the host.</summary>
    public static ProgramSketch Copy(ElementType host, ElementType device)
    {
        ProgramSketch sketch = new("copy");
        int x = sketch.Input("x", new(N), host, device), z = sketch.Output("z", new(N), host, device);
        const string source = """
            layout(local_size_x = 64) in;
            layout(set = 0, binding = 1) readonly buffer X { uint values[]; } x;
            layout(set = 0, binding = 2) writeonly buffer Z { uint values[]; } z;
            void main() {
                uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
                if (i < parameter(0)) z.values[i - part.shift.y] = x.values[i - part.shift.x];
            }
            """;
        IntExpr words = IntExpr.CeilDiv(N * device.ByteSize(), 4);
        return sketch.Kernel("copy", source, [Read(1, x, words * 4), Write(2, z, words * 4)], [words], GroupsOf(words), [AlongX(words, 4, 2)]);
    }
}
