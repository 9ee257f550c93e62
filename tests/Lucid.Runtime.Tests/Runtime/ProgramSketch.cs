using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Writes small packages by hand: what the compiler would have made of a toy model.</summary>
internal sealed class ProgramSketch(string name)
{
    private readonly List<ProgramTensor> _inputs = [];
    private readonly List<ProgramTensor> _outputs = [];
    private readonly List<ProgramBuffer> _buffers = [];
    private readonly List<ProgramKernel> _prepare = [];
    private readonly List<ProgramKernel> _main = [];
    private readonly List<ProgramGuard> _guards = [];
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _modules = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostTensor> _constants = new(StringComparer.Ordinal);

    public ProgramPlan? StaticPlan { get; set; }

    public int Input(string input, SymbolicShape shape, ElementType host = ElementType.F32, ElementType device = ElementType.F32)
    {
        int buffer = Buffer(input, BufferKind.Input, BytesOf(shape, device));
        _inputs.Add(new(input, new TensorType(host, shape), device, buffer));
        return buffer;
    }

    public int Output(string output, SymbolicShape shape, ElementType host = ElementType.F32, ElementType device = ElementType.F32)
    {
        int buffer = Buffer(output, BufferKind.Output, BytesOf(shape, device));
        _outputs.Add(new(output, new TensorType(host, shape), device, buffer));
        return buffer;
    }

    public int Activation(string activation, IntExpr bytes) => Buffer(activation, BufferKind.Activation, bytes);

    public int Prepared(string prepared, IntExpr bytes) => Buffer(prepared, BufferKind.Prepared, bytes);

    public int Constant(string constant, HostTensor value)
    {
        _constants.Add(constant, value);
        _buffers.Add(new(constant, BufferKind.Constant, (value.Bytes.Length + 3) / 4 * 4, constant));
        return _buffers.Count - 1;
    }

    public void Guard(IntExpr condition, string message, string source) => _guards.Add(new(condition, message, source));

    /// <summary>A kernel with one candidate.</summary>
    public ProgramSketch Kernel(
        string kernel, string glsl, ValueList<KernelBinding> bindings, ValueList<IntExpr> parameters, ValueList<IntExpr> groups,
        ValueList<KernelSplit> splits = default, bool prepare = false) =>
        Kernel(kernel, [Candidate(glsl, bindings, parameters, groups, splits)], prepare);

    public ProgramSketch Kernel(string kernel, ValueList<KernelCandidate> candidates, bool prepare = false)
    {
        (prepare ? _prepare : _main).Add(new(kernel, [kernel], candidates, 0, 0));
        return this;
    }

    public KernelCandidate Candidate(
        string glsl, ValueList<KernelBinding> bindings, ValueList<IntExpr> parameters, ValueList<IntExpr> groups,
        ValueList<KernelSplit> splits = default, string variant = "plain", ValueList<IntExpr> requires = default, ValueList<string> features = default,
        ValueList<SpecializationValue> specialization = default)
    {
        ReadOnlyMemory<byte> code = Glsl.Compile(glsl);
        string module = "m" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(code.Span))[..8];
        _modules[module] = code;
        return new(variant, module, specialization, features, requires, "order", bindings, parameters, groups, splits);
    }

    public static KernelBinding Read(int binding, int buffer, IntExpr bytes, int elementBytes = 4, IntExpr? offset = null) =>
        new(binding, BindingKind.Storage, BindingAccess.Read, buffer, offset ?? 0, bytes, elementBytes);

    public static KernelBinding Write(int binding, int buffer, IntExpr bytes, int elementBytes = 4, IntExpr? offset = null) =>
        new(binding, BindingKind.Storage, BindingAccess.Write, buffer, offset ?? 0, bytes, elementBytes);

    public static KernelBinding Update(int binding, int buffer, IntExpr bytes, int elementBytes = 4) =>
        new(binding, BindingKind.Storage, BindingAccess.ReadWrite, buffer, 0, bytes, elementBytes);

    public static KernelBinding Texel(int binding, int buffer, IntExpr bytes, IntExpr? offset = null) =>
        new(binding, BindingKind.TexelF32X4, BindingAccess.Read, buffer, offset ?? 0, bytes, 16);

    public ModelPackage Package() => new(
        new LoweredProgram(
            name, NumericsMode.Fast, ElementType.F32, _inputs.ToValueList(), _outputs.ToValueList(), _guards.ToValueList(), _buffers.ToValueList(),
            _prepare.ToValueList(), _main.ToValueList(), StaticPlan, []),
        _modules.ToImmutableSortedDictionary(StringComparer.Ordinal),
        _constants.ToImmutableSortedDictionary(StringComparer.Ordinal),
        null,
        ImmutableSortedDictionary<string, HostTensor>.Empty,
        "test");

    public CompiledModel Model() => CompiledModel.FromPackage(Package());

    private int Buffer(string buffer, BufferKind kind, IntExpr bytes)
    {
        _buffers.Add(new(buffer, kind, bytes, null));
        return _buffers.Count - 1;
    }

    // Rounded up to whole words: half floats may end in the middle of one.
    private static IntExpr BytesOf(SymbolicShape shape, ElementType device) =>
        IntExpr.CeilDiv(shape.ElementCount * device.ByteSize(), 4) * 4;
}
