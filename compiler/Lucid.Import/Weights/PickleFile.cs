using Lucid.Model;

namespace Lucid.Import.Weights;

/// <summary>Recognises PyTorch's own files. They are pickles: reading one runs what its author put into it, so they are refused.</summary>
public static class PickleFile
{
    private static readonly string[] Extensions = [".pt", ".pth", ".ckpt", ".pkl", ".pickle"];

    /// <summary>An error with the Python that converts the file, or null if it is none of PyTorch's.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="start">Its first bytes.</param>
    public static Diagnostic? Refuse(string name, ReadOnlySpan<byte> start)
    {
        // A zip archive, or pickle protocol 2 and later.
        bool content = start.StartsWith("PK\x03\x04"u8) || (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5);
        if (!content && !Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)) return null;
        string file = Path.GetFileName(name);
        string[] lines =
        [
            "  import torch, safetensors.torch",
            $"  state = torch.load(\"{file}\", map_location=\"cpu\", weights_only=True)",
            $"  safetensors.torch.save_file({{k: v.contiguous() for k, v in state.items()}}, \"{Path.ChangeExtension(file, ".safetensors")}\")",
        ];
        return ImportDiagnostics.PickleRefused.At(new SourceSpan(file), file, string.Join("\n", lines));
    }
}
