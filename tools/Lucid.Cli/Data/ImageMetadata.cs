using Lucid.Files.Images;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Cli.Data;

/// <summary>Image options as a package stores them: the metadata <c>lucid.image.INPUT</c>, in the words of <c>--image</c>.</summary>
internal static class ImageMetadata
{
    /// <summary>What to store for the texts of <c>--image</c>.</summary>
    public static ValueList<ProgramMetadata> Of(IEnumerable<string> texts, IReadOnlyList<string> inputs) =>
        Parse(texts, inputs).Select(pair => new ProgramMetadata(ProgramMetadataKeys.ImagePrefix + pair.Key, pair.Value.ToString())).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToValueList();

    /// <summary>The options by input name that a package carries.</summary>
    public static Dictionary<string, ImageOptions> Read(ValueList<ProgramMetadata> metadata) => metadata
        .Where(pair => pair.Key.StartsWith(ProgramMetadataKeys.ImagePrefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[ProgramMetadataKeys.ImagePrefix.Length..], pair => pair.Value.Length == 0 ? ImageOptions.Default : ImageOptions.Parse(pair.Value).Options, StringComparer.Ordinal);

    /// <summary>The options by input name that the command line gives.</summary>
    public static Dictionary<string, ImageOptions> Parse(IEnumerable<string> texts, IReadOnlyList<string> inputs)
    {
        Dictionary<string, ImageOptions> images = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            (string? name, ImageOptions options) = ImageOptions.Parse(text);
            string input = name ?? (inputs is [var only] ? only : throw new UsageException($"--image {text}: the model has {inputs.Count} inputs ({string.Join(", ", inputs)}); expected NAME=OPTION,…"));
            if (!inputs.Contains(input)) throw new UsageException($"--image {text}: the model has no input '{input}'; it has {string.Join(", ", inputs)}");
            if (!images.TryAdd(input, options)) throw new UsageException($"--image {text}: '{input}' has image options already");
        }

        return images;
    }
}
