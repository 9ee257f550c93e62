using System.Buffers.Binary;

namespace Lucid.Packaging.Verification;

/// <summary>SPIR-V modules as far as a reader looks at them; the rest is the driver's and spirv-val's.</summary>
internal static class ModuleRules
{
    // SPIR-V §2.3: a module begins with magic number, version, generator, id bound and 0.
    private const uint Magic = 0x07230203;
    private const int HeaderBytes = 20;

    public static void Check(Subject s)
    {
        foreach ((string name, ReadOnlyMemory<byte> module) in s.Package.Modules)
        {
            string path = PackageLayout.OfModule(name);
            if (module.Length < HeaderBytes || module.Length % 4 != 0)
                s.Report(path, $"{module.Length} bytes; expected a multiple of 4 of at least {HeaderBytes}");
            else if (BinaryPrimitives.ReadUInt32LittleEndian(module.Span) is var first && first != Magic)
                s.Report(path, $"begins with 0x{first:X8}; a SPIR-V module begins with 0x{Magic:X8}");
        }

        foreach ((KernelCandidate candidate, _, string path) in s.Candidates())
        {
            if (!s.Package.Modules.ContainsKey(candidate.Module)) s.Report($"{path}.module", $"no module '{candidate.Module}' is stored");
        }
    }
}
