using System.Text;

using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>What a name that nothing has may have meant.</summary>
internal static class NameHints
{
    /// <summary>As <c>; nearest: 'ConvTranspose2d'</c>; names that differ in case or underscores alone come first.</summary>
    public static string For(string name, IEnumerable<string> known)
    {
        string[] candidates = [.. known.Distinct(StringComparer.Ordinal)];
        string plain = Plain(name);
        string[] alike = [.. candidates.Where(candidate => Plain(candidate) == plain)];
        return alike.Length > 0 ? $"; nearest: {string.Join(", ", alike.Select(candidate => $"'{candidate}'"))}"
            : Instead(name) is { } instead ? $"; {instead}"
            : NearestNames.Hint(name, candidates);
    }

    /// <summary>For a name after nn., F., torch. or self.: what to write, or null where the word is no such namespace.</summary>
    public static string? ForNamespace(string root, string member) => root switch
    {
        "nn" or "F" or "torch" or "functional" => ElementName(member) is { } element ? $"write: {element}" : $"write: {member}",
        "self" => $"a layer needs no self; write: {member} = Layer(…), or {member}: Layer(…) in a chain",
        _ => null,
    };

    /// <summary>For a method of torch's tensors that a model has no use for, or null.</summary>
    public static string? ForTensor(string member) => member switch
    {
        "to" or "cuda" or "cpu" => "; leave it out: where a model runs, the session says, and how weights are stored, --precision",
        "half" or "float" or "double" => "; leave it out: --precision says how values are stored",
        "detach" or "clone" or "contiguous" or "requires_grad_" or "eval" or "train" or "data" => "; leave it out: a model only computes",
        "item" or "numpy" or "tolist" => "; a model's values are known only when it runs",
        _ => null,
    };

    /// <summary>ConvTranspose → conv_transpose.</summary>
    public static string SnakeCase(string name)
    {
        StringBuilder snake = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0 && !char.IsAsciiLetterUpper(snake[^1])) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private static string? ElementName(string member) => member switch
    {
        "float16" or "half" => "f16",
        "float32" or "float" => "f32",
        "int64" or "long" => "i64",
        "int32" or "int" => "i32",
        _ => null,
    };

    /// <summary>What a module says in the words of C#, in those of the language.</summary>
    public static string InSource(string message) => (message.StartsWith("Lazy", StringComparison.Ordinal) ? message["Lazy".Length..] : message)
        .Replace("F.Pad(x, …, mode: ", "pad(x, …, mode=", StringComparison.Ordinal).Replace("F.Pad(", "pad(", StringComparison.Ordinal)
        .Replace("write padding: ", "write padding=", StringComparison.Ordinal);

    // Words of PyTorch and Python that mean something else here, or nothing.
    private static string? Instead(string name) => name switch
    {
        "true" => "write True",
        "false" => "write False",
        "none" or "null" => "write None",
        "self" => "a layer needs no self",
        "concat" or "concatenate" => "write: cat([a, b], dim=1)",
        "torch" or "nn" => "layers and functions are there without it",
        "einsum" => "write it with permute, reshape and matmul",
        "print" => "`lucid check -v` shows every value's shape",
        "LSTM" or "LSTMCell" or "GRU" or "GRUCell" or "RNN" or "RNNCell" or "EmbeddingBag" or "Fold" or "Unfold" or "Bilinear" or "MultiheadAttention"
            or "Transformer" or "TransformerEncoder" or "TransformerDecoder" or "TransformerEncoderLayer" or "TransformerDecoderLayer" or "MaxUnpool1d" or "MaxUnpool2d" or "MaxUnpool3d" or "LocalResponseNorm" or "LPPool1d" or "LPPool2d" or "FractionalMaxPool2d"
            => "it is a layer of torch.nn that Lucid does not have",
        _ => null,
    };

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
