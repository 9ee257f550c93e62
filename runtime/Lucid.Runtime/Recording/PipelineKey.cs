using System.Globalization;
using System.Text;

using Lucid.Packaging;

namespace Lucid.Runtime.Recording;

/// <summary>What makes two candidates share a pipeline: the same code, constants and bindings.</summary>
/// <param name="ModuleHash">Digest of the SPIR-V.</param>
/// <param name="Bindings">Binding numbers and kinds.</param>
/// <param name="Constants">Specialisation constants.</param>
internal readonly record struct PipelineKey(string ModuleHash, string Bindings, string Constants)
{
    public static PipelineKey Of(string moduleHash, KernelCandidate candidate)
    {
        StringBuilder bindings = new(), constants = new();
        foreach (KernelBinding binding in candidate.Bindings.OrderBy(binding => binding.Binding))
            bindings.Append(CultureInfo.InvariantCulture, $"{binding.Binding}:{binding.Kind} ");
        foreach (SpecializationValue value in candidate.Specialization.OrderBy(value => value.Id))
            constants.Append(CultureInfo.InvariantCulture, $"{value.Id}={value.Value:x} ");
        return new(moduleHash, bindings.ToString(), constants.ToString());
    }
}
