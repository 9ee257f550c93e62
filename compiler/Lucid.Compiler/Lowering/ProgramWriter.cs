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
    // Binding and specialisation constant of shaders/common/overflow.glsl.
    private const int OverflowBinding = 6;
    private const int OverflowWord = 7;

    private readonly List<string> _overflowChecks = [];
    private readonly HashSet<string> _kernelNames = new(StringComparer.Ordinal);

    public ValueList<ProgramBuffer> Buffers => _buffers.ToValueList();

    public ValueList<ProgramKernel> Prepare => _prepare.ToValueList();

    public ValueList<ProgramKernel> Main => _main.ToValueList();

    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Modules => _modules.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>What may overflow, in words.</summary>
    public ValueList<string> OverflowChecks => _overflowChecks.ToValueList();

    /// <summary>The buffer of the words that say what overflowed; -1 where nothing can.</summary>
    public int OverflowBuffer { get; private set; } = -1;

    /// <summary>Binds to every candidate of a kernel the words that say what overflowed, of which it marks the next one.</summary>
    public ProgramKernel WithOverflow(ProgramKernel kernel, string what)
    {
        if (OverflowBuffer < 0) OverflowBuffer = AddBuffer(LoweredProgram.OverflowName, BufferKind.Output, 4);
        _overflowChecks.Add(what);
        _buffers[OverflowBuffer] = _buffers[OverflowBuffer] with { ByteSize = _overflowChecks.Count * 4 };
        return kernel with { Candidates = kernel.Candidates.Select(Marking).ToValueList() };

        KernelCandidate Marking(KernelCandidate candidate) => candidate with
        {
            Bindings = [.. candidate.Bindings, new(OverflowBinding, BindingKind.Storage, BindingAccess.Write, OverflowBuffer, IntExpr.Zero, 4L * _overflowChecks.Count, 4)],
            Specialization = [.. candidate.Specialization, new(OverflowWord, (uint)_overflowChecks.Count - 1)],
            Splits = candidate.Splits.Select(split => split with
            {
                Strides = [.. split.Strides, IntExpr.Zero], Leads = [.. split.Leads, IntExpr.Zero], Overlaps = [.. split.Overlaps, IntExpr.Zero],
            }).ToValueList(),
        };
    }

    /// <summary>Adds, where something may overflow, the kernel that clears the words, before all others.</summary>
    public void ClearOverflow(Func<ProgramKernel> clear)
    {
        if (OverflowBuffer >= 0) _main.Insert(0, clear());
    }

    public int AddBuffer(string name, BufferKind kind, IntExpr byteSize, string? constant = null)
    {
        _buffers.Add(new ProgramBuffer(name, kind, byteSize, constant));
        return _buffers.Count - 1;
    }

    public ProgramBuffer BufferAt(int index) => _buffers[index];

    /// <summary>Makes a prepared buffer one that every run writes.</summary>
    public void WriteInRuns(int index) => _buffers[index] = _buffers[index] with { Kind = BufferKind.Activation };

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
