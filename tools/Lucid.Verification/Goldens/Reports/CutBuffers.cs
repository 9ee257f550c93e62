using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>The buffers of a cut: those of the package that it uses, under positions of their own.</summary>
internal sealed class CutBuffers(LoweredProgram program, Func<IntExpr, IntExpr> known)
{
    private readonly List<ProgramBuffer> _buffers = [];
    private readonly Dictionary<int, int> _positions = [];

    public ValueList<ProgramBuffer> All => _buffers.ToValueList();

    /// <summary>A new buffer for what is given.</summary>
    public int Input(string name, long bytes) => Add(new ProgramBuffer(name, BufferKind.Input, bytes, null));

    /// <summary>The package's buffer as the output.</summary>
    public int Output(int buffer) => _positions[buffer] = Add(program.Buffers[buffer] with { Kind = BufferKind.Output, ByteSize = known(program.Buffers[buffer].ByteSize) });

    /// <summary>The package's buffer: a constant, prepared weights, or memory in between.</summary>
    public int Same(int buffer)
    {
        if (_positions.TryGetValue(buffer, out int position)) return position;
        ProgramBuffer declared = program.Buffers[buffer];
        BufferKind kind = declared.Kind is BufferKind.Constant or BufferKind.Prepared ? declared.Kind : BufferKind.Activation;
        return _positions[buffer] = Add(declared with { Kind = kind, ByteSize = known(declared.ByteSize) });
    }

    private int Add(ProgramBuffer buffer)
    {
        _buffers.Add(buffer);
        return _buffers.Count - 1;
    }
}
