using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>Collects buffers, kernels and modules of a program in a deterministic order.</summary>
internal sealed class ProgramWriter
{
    private readonly List<ProgramBuffer> _buffers = [];
    private readonly List<ProgramKernel> _prepare = [];
    private readonly List<ProgramKernel> _main = [];
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kernelNames = new(StringComparer.Ordinal);

    public ValueList<ProgramBuffer> Buffers => _buffers.ToValueList();

    public ValueList<ProgramKernel> Prepare => _prepare.ToValueList();

    public ValueList<ProgramKernel> Main => _main.ToValueList();

    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Modules => _modules.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public int AddBuffer(string name, BufferKind kind, IntExpr byteSize, string? constant = null)
    {
        _buffers.Add(new ProgramBuffer(name, kind, byteSize, constant));
        return _buffers.Count - 1;
    }

    public ProgramBuffer BufferAt(int index) => _buffers[index];

    /// <summary>Adds a kernel to the prepare or the main list; its name is made unique.</summary>
    public void AddKernel(ProgramKernel kernel, bool prepare)
    {
        string name = kernel.Name;
        for (int i = 2; !_kernelNames.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{kernel.Name}#{i}");
        (prepare ? _prepare : _main).Add(kernel with { Name = name });
    }

    /// <summary>Adds a module under a name that its content determines; equal modules are stored once.</summary>
    public string AddModule(string baseName, ReadOnlyMemory<byte> spirv)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(spirv.Span))[..12];
        string name = $"{baseName}.{digest}";
        _modules[name] = spirv;
        return name;
    }
}
