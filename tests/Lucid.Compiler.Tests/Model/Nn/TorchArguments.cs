using System.Globalization;
using Lucid.Model.Nn;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>Makes a module from its name and arguments as PyTorch prints them: <c>Conv2d</c>, <c>8, 40, kernel_size=(3, 3), stride=(1, 1)</c>.</summary>
internal sealed class TorchArguments
{
    private readonly List<string> _positional = [];
    private readonly Dictionary<string, string> _named = [];

    private TorchArguments(string text)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c != ',' || depth > 0) continue;
            string item = text[start..i].Trim();
            start = i + 1;
            if (item.Length == 0) continue;
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) _positional.Add(item);
            else _named.Add(item[..equals], item[(equals + 1)..]);
        }
    }

    /// <summary>The module, or null for a kind that is not built yet.</summary>
    public static Module? Make(string type, string arguments)
    {
        TorchArguments a = new(arguments);
        return type switch
        {
            "Conv1d" => new Conv1d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("dilation", 1), a.Long("groups", 1), a.Bool("bias", true)),
            "Conv2d" => new Conv2d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("dilation", 1), a.Long("groups", 1), a.Bool("bias", true)),
            "Conv3d" => new Conv3d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("dilation", 1), a.Long("groups", 1), a.Bool("bias", true)),
            "ConvTranspose1d" => new ConvTranspose1d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("output_padding", 0), a.Long("groups", 1), a.Bool("bias", true), a.Tuple("dilation", 1)),
            "ConvTranspose2d" => new ConvTranspose2d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("output_padding", 0), a.Long("groups", 1), a.Bool("bias", true), a.Tuple("dilation", 1)),
            "ConvTranspose3d" => new ConvTranspose3d(a.At(0), a.At(1), a.Tuple("kernel_size"), a.Tuple("stride"), a.Tuple("padding", 0), a.Tuple("output_padding", 0), a.Long("groups", 1), a.Bool("bias", true), a.Tuple("dilation", 1)),
            "Linear" => new Linear(a.Long("in_features", 0), a.Long("out_features", 0), a.Bool("bias", true)),
            "BatchNorm2d" => new BatchNorm2d(a.At(0), a.Double("eps"), a.Double("momentum"), a.Bool("affine", true)),
            "GroupNorm" => new GroupNorm(a.At(0), a.At(1), a.Double("eps"), a.Bool("affine", true)),
            "InstanceNorm3d" => new InstanceNorm3d(a.At(0), a.Double("eps"), a.Double("momentum"), a.Bool("affine", false), a.Bool("track_running_stats", false)),
            "GLU" => new GLU((int)a.Long("dim", -1)),
            "MaxPool2d" => new MaxPool2d(a.Long("kernel_size", 0), a.Long("stride", 0), a.Long("padding", 0), a.Long("dilation", 1), a.Bool("ceil_mode", false)),
            "PixelShuffle" => new PixelShuffle(a.Long("upscale_factor", 0)),
            "PReLU" => new PReLU(a.Long("num_parameters", 1)),
            "ReLU" => new ReLU(a.Bool("inplace", false)),
            "LeakyReLU" => new LeakyReLU(a.Double("negative_slope"), a.Bool("inplace", false)),
            "ELU" => new ELU(a.Double("alpha")),
            "GELU" => new GELU(a._named["approximate"].Trim('\'')),
            "Sigmoid" => new Sigmoid(),
            "Tanh" => new Tanh(),
            "Dropout" or "Dropout2d" => new Dropout(a.Double("p"), a.Bool("inplace", false)),
            "ReflectionPad1d" => new ReflectionPad1d(Parse(arguments)),
            "ReflectionPad2d" => new ReflectionPad2d(Parse(arguments)),
            _ => null,
        };
    }

    private long At(int index) => long.Parse(_positional[index], CultureInfo.InvariantCulture);

    private long Long(string name, long byDefault) => _named.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : byDefault;

    private double Double(string name) => double.Parse(_named[name], CultureInfo.InvariantCulture);

    private bool Bool(string name, bool byDefault) => _named.TryGetValue(name, out string? text) ? text == "True" : byDefault;

    private IntTuple Tuple(string name, long? byDefault = null) => _named.TryGetValue(name, out string? text) ? Parse(text) : byDefault!.Value;

    private static IntTuple Parse(string text) =>
        IntTuple.Of([.. text.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(item => long.Parse(item, CultureInfo.InvariantCulture))]);
}
