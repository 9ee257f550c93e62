using System.Collections.Concurrent;
using System.Globalization;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Shaders;
using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Tensors;

namespace Lucid.Compiler.Codegen;

/// <summary>
/// Modules of a program: shaders of the catalogue, with the marked function's body written for the elementwise graph that it
/// stands for, and everything that the new body leaves unused removed. With strict numerics each is made strict at the end.
/// </summary>
internal sealed class KernelModules(ProgramWriter writer, NumericsMode numerics)
{
    private const string Epilogue = "lucid_epilogue(vf4;i1;i1;vi3;";
    private const string Vector = "lucid_vector(i1;i1;";
    private const string Operand = "lucid_operand(i1;i1;vi3;";
    private const string Chain = "lucid_chain(vu4;";
    private const string Checked = "lucid_checked(vu4;vb4;";
    private const string PointwiseFunction = "lucid_pointwise(vu4;vu4;vu4;";

    // A shader is read once, whatever number of bodies its function gets.
    private static readonly ConcurrentDictionary<string, ModuleIndex> Shaders = new(StringComparer.Ordinal);

    // A shader without a body to write is made strict once.
    private static readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> StrictShaders = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Shader, ElementwiseGraph Graph), string> _known = [];

    /// <summary>Whether every operation is rounded on its own, in one order.</summary>
    public bool AreStrict => numerics == NumericsMode.Strict;

    /// <summary>A shader as it is.</summary>
    public string Plain(string shader) => writer.AddModule(
        shader, numerics == NumericsMode.Fast ? ShaderCatalogue.Get(shader)
            : StrictShaders.GetOrAdd(shader, name => ModuleWriter.Write(StrictModule.Run(ModuleReader.Read(ShaderCatalogue.Get(name).Span)))));

    /// <summary>A linear layer's shader with an epilogue.</summary>
    public string Linear(string shader, ElementwiseGraph graph) => Make(shader, graph, Epilogue, body =>
    {
        // Parameters: sum, block, image, at.
        ElementwiseWriter elements = new(body);
        return elements.Write(
            graph,
            step => step.Index == 0 ? body.Parameter(0) : body.Call(Operand, body.Parameter(1), body.Parameter(2), body.Parameter(3)),
            step => body.Call(Vector, VectorIndex(body, step), body.Parameter(1)));
    });

    /// <summary>The number of a vector at an output: the rest of its position chooses among those that repeat.</summary>
    private static ShaderValue VectorIndex(FunctionBodyBuilder body, ElementStep step)
    {
        ShaderValue index = body.Constant(step.Index);
        if (step.VectorCount == 1) return index;
        ShaderValue rest = body.Constant(0);
        for (int axis = 0; axis < step.Periods.Count; axis++)
        {
            if (step.Periods[axis] == 1) continue;
            ShaderValue period = body.Constant(checked((int)step.Periods[axis]));
            rest = body.IAdd(body.IMul(rest, period), body.SRem(body.Extract(body.Parameter(3), axis), period));
        }

        return body.IAdd(index, rest);
    }

    /// <summary>An elementwise shader for a number of operands: <c>pointwise</c> in any order, <c>flat</c> in one order.</summary>
    public string Pointwise(string shader, int operands, ElementwiseGraph graph, string suffix = "") =>
        Make(string.Create(CultureInfo.InvariantCulture, $"pointwise/{shader}_{operands}{suffix}"), graph, PointwiseFunction, body =>
        {
            ElementwiseWriter elements = new(body);
            ElementType result = graph.Steps[^1].Type;
            ShaderValue value = elements.Write(
                graph,
                step => elements.FromBits(body.Parameter(step.Index), step.Type),
                _ => throw new System.Diagnostics.UnreachableException("an elementwise kernel has no channel vectors"));
            ShaderValue bits = elements.ToBits(value, result);
            return elements.Overflow is { } overflow ? body.Call(Checked, bits, overflow) : bits;
        });

    /// <summary>A shader whose result elementwise steps follow (shaders/common/chain.glsl).</summary>
    public string Chained(string shader, ElementwiseGraph graph) => graph.IsIdentity ? Plain(shader) : Make(shader, graph, Chain, body =>
    {
        ElementwiseWriter elements = new(body);
        ShaderValue value = elements.Write(
            graph, step => elements.FromBits(body.Parameter(0), step.Type), _ => throw new System.Diagnostics.UnreachableException("a chain has no channel vectors"));
        return elements.ToBits(value, graph.Steps[^1].Type);
    });

    /// <summary>What says in a shader that steps follow.</summary>
    public static ValueList<SpecializationValue> ChainConstants(ElementwiseGraph graph) => graph.IsIdentity ? [] : [new(6, 1)];

    private string Make(string shader, ElementwiseGraph graph, string function, Func<FunctionBodyBuilder, ShaderValue> write)
    {
        if (_known.TryGetValue((shader, graph), out string? name)) return name;
        ModuleIndex source = Shaders.GetOrAdd(shader, name => new ModuleIndex(ModuleReader.Read(ShaderCatalogue.Get(name).Span)));
        SpirvModule module = ReplaceFunctionBody.Run(source, function, body => body.Return(write(body)));
        module = UseKhrCooperativeMatrices.Run(RemoveUnused.Run(module));
        if (numerics == NumericsMode.Strict) module = StrictModule.Run(module);
        return _known[(shader, graph)] = writer.AddModule(shader, ModuleWriter.Write(module));
    }
}
