using Lucid.Packaging;
using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Reflection;

namespace Lucid.Runtime.Recording;

/// <summary>SPIR-V whose specialisation constants have become ordinary ones, for drivers that do not make them so themselves.</summary>
internal static class FrozenCode
{
    /// <summary>The module with the candidate's values; constants that it does not name keep their defaults, as in Vulkan.</summary>
    /// <exception cref="ProgramException">The module is malformed.</exception>
    public static byte[] Of(ReadOnlySpan<byte> code, KernelCandidate candidate)
    {
        try
        {
            SpirvModule module = ModuleReader.Read(code);
            Dictionary<uint, ScalarKind> kinds = ModuleReflection.Of(module).SpecConstants.ToDictionary(constant => constant.SpecId, constant => constant.Default.Kind);
            module = SetSpecConstants.Run(module, candidate.Specialization
                .Where(value => kinds.ContainsKey((uint)value.Id))
                .ToDictionary(value => (uint)value.Id, value => ScalarValue.FromBits(kinds[(uint)value.Id], value.Value)));
            return ModuleWriter.Write(FreezeSpecConstants.Run(module));
        }
        catch (SpirvFormatException exception)
        {
            throw new ProgramException($"module '{candidate.Module}' is no SPIR-V that can be specialised: {exception.Message}", exception);
        }
    }
}
