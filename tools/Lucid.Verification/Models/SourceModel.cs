using System.Text;

using Lucid.Import.Weights;
using Lucid.Language;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>A <c>.lucid</c> file with the weights that it, or the command line, names.</summary>
public static class SourceModel
{
    private const long MostBytes = 1 << 26;

    /// <summary>Reads a source.</summary>
    /// <exception cref="ModelFileException">The file is too large or no UTF-8 text.</exception>
    public static LucidSource Read(string path) => LucidSource.Read(ReadText(path), Path.GetFileName(path));

    /// <summary>The text of a source, for showing its lines; null for a model of another kind.</summary>
    public static string? TextOf(string path) => Path.GetExtension(path).Equals(".lucid", StringComparison.OrdinalIgnoreCase) && File.Exists(path) ? ReadText(path) : null;

    /// <summary>The text of a source.</summary>
    /// <exception cref="ModelFileException">The file is too large or no UTF-8 text.</exception>
    public static string ReadText(string path)
    {
        if (Directory.Exists(path)) throw new ModelFileException(path, "is a folder, expected a source");
        if (!File.Exists(path)) throw new ModelFileException(path, "no such file");
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > MostBytes) throw new ModelFileException(path, $"has {stream.Length} bytes; a source has at most {MostBytes}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            throw new ModelFileException(path, $"is no UTF-8 text (byte {fault.Index})");
        }
    }

    /// <summary>What is said beside the source, in the language's words.</summary>
    public static LanguageOptions Options(LucidSource source, string path, ModelLoadOptions options)
    {
        string? file = options.WeightsFile ?? (source.WeightsFile is { } named ? Beside(path, named) : null);
        return new LanguageOptions
        {
            Shapes = options.Shapes,
            InitialWeightSeed = options.InitialWeightSeed,
            Report = options.Report,
            Weights = file is null ? null : isTransposed => Weights(file, options, source.FileName, isTransposed),
        };
    }

    /// <summary>Whether the source names a file of weights that is there.</summary>
    public static bool HasWeights(LucidSource source, string path) => source.WeightsFile is { } named && Escapes(named) is false && File.Exists(Place(path, named));

    /// <summary>The graph of a source.</summary>
    /// <exception cref="SourceException">The source has errors, or weights are missing.</exception>
    /// <exception cref="ModelFileException">The weights file that the source names does not exist.</exception>
    public static Graph Build(LucidSource source, string path, ModelLoadOptions options) => source.Build(Options(source, path, options));

    private static IReadOnlyDictionary<string, HostTensor> Weights(string file, ModelLoadOptions options, string sourceName, Func<string, bool> isTransposed)
    {
        Dictionary<string, HostTensor> own = StateFile.Load(file).Where(pair => pair.Key.StartsWith(options.WeightsPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[options.WeightsPrefix.Length..], pair => pair.Value, StringComparer.Ordinal);
        DiagnosticBag found = [];
        IReadOnlyDictionary<string, HostTensor> state = StateDictionary.Unwrap(own, isTransposed, new SourceSpan(sourceName), found);
        return found.HasErrors ? throw new ModelException([.. found]) : state;
    }

    // A source reads files beside it and below, and no others: it may come from anywhere.
    private static string Beside(string path, string named)
    {
        if (Escapes(named)) throw new ModelFileException(path, $"weights \"{named}\": expected a file beside the source or below; --weights names any other");
        string file = Place(path, named);
        return File.Exists(file) ? file : throw new ModelFileException(path, $"weights \"{named}\": there is no such file beside the source; --weights FILE names another, --init-weights SEED does without");
    }

    private static string Place(string path, string named) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, named);

    private static bool Escapes(string named) =>
        named.Length == 0 || Path.IsPathRooted(named) || named.Contains(':', StringComparison.Ordinal) || named.Split('/', '\\').Contains("..");
}
