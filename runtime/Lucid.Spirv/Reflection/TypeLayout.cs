using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Reflection;

/// <summary>
/// The bytes that types take: as their decorations say (buffers, push constants), and by the standard layout of storage buffers (shared
/// variables, which have no decorations). A type comes after what it is made of, so one walk finds all; no recursion, whatever the module.
/// </summary>
internal sealed class TypeLayout
{
    private const int PointerBytes = 8;

    private readonly Dictionary<Id, Extent> _extents = [];

    /// <param name="module">A module whose specialisation constants are frozen, so that arrays have their lengths.</param>
    public TypeLayout(SpirvModule module)
    {
        Index = new ModuleIndex(module);
        foreach (Instruction global in module.Globals)
        {
            if (ModuleSections.IsType(global.Opcode) && Measure(global) is Extent extent) _extents.Add(global.Result!.Value, extent);
        }
    }

    public ModuleIndex Index { get; }

    /// <summary>Bytes by the decorations; a last array without a size counts nothing.</summary>
    public int ExplicitBytes(Id type) => (int)Find(type).Explicit;

    /// <summary>Bytes by the standard layout of storage buffers (std430), a bool taken for four.</summary>
    public int StandardBytes(Id type) => (int)Find(type).Standard;

    /// <summary>Bytes from element to element of the array without a size that ends a structure; 0 if there is none.</summary>
    public int RuntimeStride(Id structure)
    {
        Instruction type = Index.Definition(structure, Opcode.TypeStruct);
        if (type.Words.Length < 2) return 0;
        Instruction last = Index.Definition(type.IdAt(type.Words.Length - 1));
        return last.Opcode == Opcode.TypeRuntimeArray ? (int)Bounded(last, Index.DecorationValue(last.Result!.Value, Decoration.ArrayStride) ?? 0) : 0;
    }

    private Extent Find(Id type) => _extents.TryGetValue(type, out Extent extent) ? extent : throw Index.Definition(type).Fault($"Op{Index.Definition(type).Opcode} has no size in memory");

    private Extent? Measure(Instruction type) => type.Opcode switch
    {
        Opcode.TypeBool => new Extent(4, 4, 4),
        Opcode.TypeInt or Opcode.TypeFloat => Scalar(type.Words[1] / 8),
        Opcode.TypePointer => Scalar(PointerBytes),
        Opcode.TypeVector => Vector(type, type.IdAt(1), type.Words[2]),
        Opcode.TypeMatrix => Array(type, type.IdAt(1), type.Words[2], stride: null),
        Opcode.TypeArray => Array(type, type.IdAt(1), Index.ConstantBits(type.IdAt(2)), Index.DecorationValue(type.Result!.Value, Decoration.ArrayStride)),
        Opcode.TypeRuntimeArray => Array(type, type.IdAt(1), 0, null),
        Opcode.TypeStruct => Structure(type),
        _ => null,
    };

    private static Extent Scalar(uint bytes) => new(bytes, bytes, Math.Max(bytes, 1));

    private Extent? Vector(Instruction type, Id component, uint count)
    {
        if (!_extents.TryGetValue(component, out Extent one)) return null;
        long bytes = Bounded(type, (Int128)one.Standard * count);
        return new Extent(bytes, bytes, Bounded(type, (Int128)one.Alignment * (count == 2 ? 2 : 4)));
    }

    private Extent? Array(Instruction type, Id element, uint? length, uint? stride)
    {
        if (length is not uint count || !_extents.TryGetValue(element, out Extent one)) return null;
        long standard = Bounded(type, (Int128)Aligned(one.Standard, one.Alignment) * count);
        long bytes = stride is uint step ? Bounded(type, (Int128)step * count) : Bounded(type, (Int128)one.Explicit * count);
        return new Extent(bytes, standard, one.Alignment);
    }

    private Extent? Structure(Instruction type)
    {
        Id id = type.Result!.Value;
        var whole = new Extent(0, 0, 1);
        for (uint member = 0; member + 1 < type.Words.Length; member++)
        {
            Id memberType = type.IdAt((int)member + 1);
            if (!_extents.TryGetValue(memberType, out Extent extent))
            {
                // A pointer that is declared ahead is the one thing that a structure may name before it is defined.
                if (Index.Definition(memberType).Opcode != Opcode.TypePointer) return null;
                extent = Scalar(PointerBytes);
            }

            long offset = Index.MemberDecorationValue(id, member, Decoration.Offset) ?? 0;
            whole = new Extent(
                Math.Max(whole.Explicit, Bounded(type, offset + MemberBytes(id, member, extent))),
                Bounded(type, Aligned(whole.Standard, extent.Alignment) + extent.Standard),
                Math.Max(whole.Alignment, extent.Alignment));
        }

        return whole with { Standard = Bounded(type, Aligned(whole.Standard, whole.Alignment)) };
    }

    // The stride of a matrix is said by the member that holds it, be it in an array.
    private long MemberBytes(Id structure, uint member, Extent extent)
    {
        Instruction type = Index.Definition(Index.Definition(structure).IdAt((int)member + 1));
        if (Index.MemberDecorationValue(structure, member, Decoration.MatrixStride) is not uint stride || type.Opcode != Opcode.TypeMatrix) return extent.Explicit;
        uint columns = type.Words[2];
        uint rows = Index.Definition(type.IdAt(1), Opcode.TypeVector).Words[2];
        return (long)stride * (Index.HasMemberDecoration(structure, member, Decoration.RowMajor) ? rows : columns);
    }

    private static long Aligned(long bytes, long alignment) => (bytes + alignment - 1) / alignment * alignment;

    // In 128 bits: what a hostile module multiplies cannot wrap.
    private static long Bounded(Instruction type, Int128 bytes) =>
        bytes <= int.MaxValue ? (long)bytes : throw type.Fault($"Op{type.Opcode} takes {bytes} bytes, more than any binding");

    private readonly record struct Extent(long Explicit, long Standard, long Alignment);
}
