using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Spirv;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler;

/// <summary>Golden texts of every stage for a small decoder: a layer with epilogue, a skip, a crop and a final activation.</summary>
public sealed class StageTexts
{
    [Fact]
    public void The_graph_after_the_passes() =>
        Golden.Match("compiler/graph/small_decoder", GraphPrinter.Print(ModelCompiler.Optimize(Decoder(symbolic: true), new CompileOptions(), new PassLog())));

    [Fact]
    public void The_program() => Golden.Match("compiler/program/small_decoder", ProgramPrinter.Print(ModelCompiler.Compile(Decoder(symbolic: true)).Program));

    [Fact]
    public void The_memory_plan()
    {
        LoweredProgram program = ModelCompiler.Compile(Decoder(symbolic: false)).Program;
        ProgramPlan plan = Assert.IsType<ProgramPlan>(program.StaticPlan);
        IEnumerable<string> lines = ArenaLifetimes.Of(program).Select(life =>
            $"{program.Buffers[life.Buffer].Name}: kernels {life.FirstKernel}..{life.LastKernel}, {program.Buffers[life.Buffer].ByteSize} bytes at {plan.Offsets[life.Buffer]}");
        Golden.Match("compiler/memory/small_decoder", string.Join('\n', [.. lines, $"peak {plan.PeakBytes}, lower bound {plan.LowerBoundBytes}"]) + "\n");
    }

    [Fact]
    public void The_disassembly_of_a_kernel_with_an_epilogue()
    {
        ModelPackage package = ModelCompiler.Compile(Decoder(symbolic: false));
        string module = package.Program.Main.SelectMany(kernel => kernel.Candidates).First(candidate => candidate.Variant == "storage 8x4").Module;
        SpirvModule read = ModuleReader.Read(package.Modules[module].Span);
        Golden.Match("compiler/spirv/storage_8x4_with_epilogue", Disassembler.Disassemble(read));
    }

    [Fact]
    public void The_same_model_gives_the_same_package()
    {
        byte[] first = Bytes(), second = Bytes();
        Assert.Equal(first, second);

        static byte[] Bytes()
        {
            using MemoryStream stream = new();
            PackageWriter.Write(stream, ModelCompiler.Compile(Decoder(symbolic: true)));
            return stream.ToArray();
        }
    }

    [Fact]
    public void What_no_kernel_computes_is_an_error_that_names_every_node()
    {
        // Rank 8 is more axes than a kernel walks, and no two of them merge.
        GraphBuilder builder = new("deep");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(2, 3, 2, 3, 2, 3, 2, 3)));
        ValueId y = builder.Add(new Transpose([7, 5, 3, 1, 6, 4, 2, 0]), [x], "turn", new SourceSpan("model.onnx: node 'turn'"))!.Value;
        builder.AddOutput("y", y);
        ModelException error = Assert.Throws<ModelException>(() => ModelCompiler.Compile(builder.Build()));
        Assert.Equal("model.onnx: node 'turn': error LUC3002: turn: a movement over 8 axes that do not merge; kernels walk at most 6", error.Diagnostics.Single().ToString());
    }

    private static Graph Decoder(bool symbolic)
    {
        IntExpr n = symbolic ? IntExpr.Symbol("N") : 1, h = symbolic ? IntExpr.Symbol("h") : 8, w = symbolic ? IntExpr.Symbol("w") : 8;
        Random random = new(7);
        GraphBuilder builder = new("small_decoder");
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(n, 8, h, w)));
        ValueId up = builder.Add(new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), [x, Weights("up.weight", 8, 12, 4, 4), Weights("up.bias", 12)], "up")!.Value;
        ValueId active = builder.Add(new Pointwise(PointwiseKind.LeakyRelu, 0.2), [up], "act")!.Value;
        ValueId skip = builder.Add(new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), [active, Weights("skip.weight", 12, 12, 3, 3)], "skip")!.Value;
        ValueId sum = builder.Add(new Pointwise(PointwiseKind.Add), [skip, active], "sum")!.Value;
        ValueId joined = builder.Add(new Concat(1), [sum, active], "join")!.Value;
        ValueId last = builder.Add(new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), [joined, Weights("head.weight", 3, 24, 1, 1)], "head")!.Value;
        builder.AddOutput("image", builder.Add(new Pointwise(PointwiseKind.Sigmoid), [last], "image")!.Value);
        return builder.Build();

        ValueId Weights(string name, params long[] extents)
        {
            Shape shape = new(extents);
            float[] values = new float[shape.ElementCount];
            for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() - 0.5);
            return builder.AddConstant(name, HostTensor.Of(shape, values));
        }
    }
}
