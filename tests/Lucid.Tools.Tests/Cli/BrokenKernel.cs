using System.Runtime.InteropServices;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;

namespace Lucid.Tools.Tests.Cli;

/// <summary>
/// Packages with a kernel that a faulty driver could have made: float additions in its modules subtract. Only tests can make one; the package is otherwise intact, its digests too.
/// </summary>
internal static class BrokenKernel
{
    private const ushort FAdd = 129, FSub = 131;

    /// <summary>A copy of a package whose kernel of a node is broken in some of its candidates.</summary>
    public static ModelPackage Break(ModelPackage package, string node, Func<int, bool>? candidates = null)
    {
        ProgramKernel kernel = package.Program.Main.Last(kernel => kernel.Nodes.Contains(node));
        string[] modules = [.. kernel.Candidates.Where((_, i) => candidates is null || candidates(i)).Select(candidate => candidate.Module).Distinct()];
        return package with { Modules = package.Modules.SetItems(modules.Select(name => KeyValuePair.Create(name, Broken(package.Modules[name])))) };
    }

    /// <summary>The same as a file.</summary>
    public static void Break(string from, string to, string node, Func<int, bool>? candidates = null) => Change(from, to, package => Break(package, node, candidates));

    /// <summary>A file changed, with digests that fit.</summary>
    public static void Change(string from, string to, Func<ModelPackage, ModelPackage> change)
    {
        using OpenPackage open = PackageReader.Open(from);
        PackageWriter.Write(to, change(open.Package));
    }

    /// <summary>A package whose first golden hash is another one.</summary>
    public static ModelPackage WithWrongHash(ModelPackage package)
    {
        GoldenSet set = package.Proof!.Sets[0];
        GoldenResult output = set.Outputs[0] with { Sha256 = new string('0', 64) };
        return package with { Proof = package.Proof with { Sets = [set with { Outputs = [output, .. set.Outputs.Skip(1)] }, .. package.Proof.Sets.Skip(1)] } };
    }

    // SPIR-V §2.3: behind five words of header, instructions with their length in the upper half of the first word.
    private static ReadOnlyMemory<byte> Broken(ReadOnlyMemory<byte> module)
    {
        byte[] bytes = module.ToArray();
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        for (int at = 5; at < words.Length; at += (int)(words[at] >> 16))
        {
            if ((ushort)words[at] == FAdd) words[at] = (words[at] & 0xFFFF0000) | FSub;
        }

        return bytes;
    }
}
