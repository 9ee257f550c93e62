using Lucid.Compiler;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>The data of a package's data sets.</summary>
internal static class GoldenData
{
    /// <summary>The inputs: stored, or made of their seed.</summary>
    public static Dictionary<string, HostTensor> Inputs(ModelPackage package, GoldenSet set) => set.Inputs.ToDictionary(
        input => input.Name,
        input => input.Seed is { } seed
            ? SeededNumbers.Of(seed, input.Name, package.Program.Inputs.First(port => port.Name == input.Name).Type.Element, input.Shape)
            : package.Goldens[GoldenKey.Input(set.Name, input.Name)],
        StringComparer.Ordinal);

    /// <summary>How a package was compiled, as far as its values depend on that.</summary>
    public static CompileOptions OptionsOf(ModelPackage package) => new() { Numerics = package.Program.Numerics, Precision = package.Program.Precision };

    /// <summary>A stored bound in the words of the ruler.</summary>
    public static ComparisonLimit Limit(GoldenResult result) => result.Bound is { } bound
        ? new ComparisonLimit(bound.Origin, bound.Relative, bound.Elementwise is { } each ? new ElementwiseLimit(each.Rtol, each.Atol) : null)
        : ComparisonLimits.SameBits;
}
