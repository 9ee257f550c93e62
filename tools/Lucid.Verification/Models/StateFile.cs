using Lucid.Import.Weights;
using Lucid.Model;
using Lucid.Safetensors;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>A file of weights that a user names: safetensors. PyTorch's own files are never read, but told how to convert.</summary>
internal static class StateFile
{
    /// <exception cref="ModelException">The file is a pickle.</exception>
    /// <exception cref="SafetensorsFormatException">The file is damaged or of another kind.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dictionary<string, HostTensor> Load(string path)
    {
        RefusePickle(path);
        return SafetensorsFile.Load(path).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <exception cref="ModelException">The file is a pickle.</exception>
    public static void RefusePickle(string path)
    {
        if (!File.Exists(path)) return;
        byte[] start = new byte[4];
        int count;
        using (FileStream file = File.OpenRead(path)) count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (PickleFile.Refuse(path, start.AsSpan(0, count)) is { } pickle) throw new ModelException([pickle]);
    }
}
