using Lucid.Files.Npy;
using Lucid.Files.Png;
using Lucid.Files.Wav;

namespace Lucid.Files;

/// <summary>Reads and writes tensor files by their extension.</summary>
public static class TensorFiles
{
    private static readonly TensorFormat[] Formats =
        [new NpyFormat(), new SafetensorsFormat(), new OnnxTensorFormat(), new PngFormat(), new WavFormat()];

    /// <summary>The extensions that are understood, each with what it holds, for messages and help texts.</summary>
    public static string KnownExtensions { get; } =
        string.Join(", ", Formats.Select(format => $"{format.Extension} ({format.Description})"));

    /// <summary>Whether a path's extension is one of the known ones.</summary>
    public static bool IsKnown(string path) => Find(path) is not null;

    /// <summary>Reads every tensor of a file. Formats without names give one tensor with an empty name.</summary>
    /// <exception cref="TensorFileException">The file is absent, unreadable, damaged or of an unknown kind.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path) => FormatOf(path).Read(WholeFile.Read(path), path);

    /// <summary>Reads every tensor of a file that is already in memory.</summary>
    /// <param name="bytes">The whole file; tensors may be views of it.</param>
    /// <param name="fileName">What to call it in messages; its extension says what it is.</param>
    /// <exception cref="TensorFileException">The bytes are damaged or of an unknown kind.</exception>
    public static IReadOnlyList<NamedTensor> Parse(ReadOnlyMemory<byte> bytes, string fileName) => FormatOf(fileName).Read(bytes, fileName);

    /// <summary>Reads a file that must hold exactly one tensor.</summary>
    /// <exception cref="TensorFileException">As for <see cref="Read"/>, and where the file holds another number of tensors.</exception>
    public static NamedTensor ReadSingle(string path)
    {
        IReadOnlyList<NamedTensor> tensors = Read(path);
        if (tensors.Count == 1) return tensors[0];
        throw new TensorFileException(path, null,
            $"expected one tensor, found {tensors.Count}: {string.Join(", ", tensors.Take(8).Select(tensor => tensor.Name))}{(tensors.Count > 8 ? ", …" : "")}");
    }

    /// <summary>Writes tensors into one file, which appears whole or not at all.</summary>
    /// <exception cref="TensorFileException">The extension is unknown, the format cannot hold the tensors, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions? options = null, CancellationToken cancellation = default)
    {
        TensorFormat format = FormatOf(path);
        WholeFile.Write(path, stream => format.Write(stream, path, tensors, options ?? TensorWriteOptions.Default), cancellation);
    }

    private static TensorFormat FormatOf(string path) =>
        Find(path) ?? throw new TensorFileException(path, null,
            $"{(Path.GetExtension(path) is { Length: > 0 } extension ? $"unknown extension {extension}" : "no extension")}; known are {KnownExtensions}");

    private static TensorFormat? Find(string path)
    {
        string extension = Path.GetExtension(path);
        return Formats.FirstOrDefault(format => string.Equals(format.Extension, extension, StringComparison.OrdinalIgnoreCase));
    }
}
