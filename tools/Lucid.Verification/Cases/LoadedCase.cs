using Lucid.Language;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Verification.Models;

namespace Lucid.Verification.Cases;

/// <summary>A case's source, compiled as far as it goes, and everything that was said about it.</summary>
/// <param name="Source">The model; null where it has errors.</param>
/// <param name="Diagnostics">The full text as a terminal of 80 columns shows it; empty where there is none.</param>
internal sealed record LoadedCase(ModelSource? Source, string Diagnostics) : IDisposable
{
    public static LoadedCase Of(GoldenCase test, CaseSettings settings)
    {
        List<Diagnostic> found = [];
        ModelSource? source = null;
        try
        {
            source = ModelSource.Load(test.Path, LoadOptions(test, settings) with { Report = found.Add });
            _ = source.Package; // the compiler refuses what the language lets pass
        }
        catch (SourceException refused)
        {
            (source, found) = (null, [.. refused.Diagnostics]);
        }
        catch (ModelException refused)
        {
            source = null;
            found.AddRange(refused.Diagnostics);
        }

        string text = SourceModel.ReadText(test.Path);
        return new(source, string.Concat(DiagnosticText.Render([.. found.Where(diagnostic => !settings.Silenced(diagnostic))], text) is { Length: > 0 } shown ? shown + "\n" : ""));
    }

    /// <summary>The same model compiled with the numerics of the contract.</summary>
    public ModelSource Strict() => ModelSource.Of(Source!.Graph, Source.CompileOptions with { Numerics = NumericsMode.Strict });

    public void Dispose() => Source?.Dispose();

    // A model without a file of weights has their initial values; one that names a file must find all of them in it.
    private static ModelLoadOptions LoadOptions(GoldenCase test, CaseSettings settings)
    {
        ModelLoadOptions load = settings.Load;
        if (load.WeightsFile is { } file) load = load with { WeightsFile = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(test.Path))!, file) };
        bool bare = load.WeightsFile is null && SourceModel.Read(test.Path).WeightsFile is null;
        return bare ? load with { InitialWeightSeed = load.InitialWeightSeed ?? CaseSettings.DefaultSeed } : load;
    }
}
