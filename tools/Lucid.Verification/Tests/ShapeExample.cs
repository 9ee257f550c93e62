using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>A documented use of layers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InputShape">Shape of the input.</param>
/// <param name="Shape">The true shape of the output.</param>
/// <param name="Steps">The layers in order.</param>
internal sealed record ShapeExample(string Name, Shape InputShape, Shape Shape, IReadOnlyList<ShapeStep> Steps)
{
    private const string SizeOfInput = "input.size()";

    public static ShapeExample Read(JsonFields fields)
    {
        (Shape input, Shape output) = (fields.Shape("input_shape"), fields.Shape("shape"));
        IReadOnlyList<ShapeStep> steps = fields.Has("layers")
            ? Modules(fields, input, output)
            : [.. fields.Objects("steps").Select(Functional)];
        return new ShapeExample(fields.Text("name"), input, output, steps);
    }

    private static List<ShapeStep> Modules(JsonFields fields, Shape input, Shape output)
    {
        JsonFields[] layers = fields.Objects("layers");
        List<ShapeStep> steps = [];
        for (int i = 0; i < layers.Length; i++)
        {
            JsonFields layer = layers[i];
            ValueList<IntExpr>? size = null;
            if (layer.Has("output_size"))
            {
                if (layer.Text("output_size") != SizeOfInput) throw layer.Fault("output_size", $"'{SizeOfInput}'");
                size = new SymbolicShape(input).Extents;
            }

            bool isLast = i == layers.Length - 1;
            steps.Add(new ShapeStep(Layer(layer), size, isLast ? output : null, isLast && fields.Has("inferred_in_channels") ? fields.Integer("inferred_in_channels") : null));
        }

        return steps;
    }

    // ConvTranspose2d, LazyConv1d, …
    private static TorchLayer Layer(JsonFields fields)
    {
        string op = fields.Text("op");
        string plain = op.StartsWith("Lazy", StringComparison.Ordinal) ? op["Lazy".Length..] : op;
        string[] kinds = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"];
        if (!kinds.Contains(plain)) throw fields.Fault("op", string.Join(", ", kinds) + ", or Lazy before one of them");
        return new TorchLayer(
            int.Parse(plain.AsSpan(plain.Length - 2, 1), NumberStyles.None, CultureInfo.InvariantCulture), plain.StartsWith("ConvTranspose", StringComparison.Ordinal),
            plain == op ? fields.Integer("in_channels") : null, fields.Integer("out_channels"), fields.Integers("kernel"), fields.IntegersOrNull("stride") ?? [],
            fields.IntegersOrNull("padding") ?? [], fields.IntegersOrNull("output_padding") ?? [], fields.IntegersOrNull("dilation") ?? [],
            fields.Has("groups") ? fields.Integer("groups") : 1, HasBias: true);
    }

    // A call of conv_transpose with a weight [Cin, Cout, *K].
    private static ShapeStep Functional(JsonFields fields)
    {
        Shape weight = fields.Shape("weight_shape");
        if (weight.Rank is < 3 or > 5) throw fields.Fault("weight_shape", "3 to 5 extents");
        TorchLayer layer = new(
            weight.Rank - 2, IsTransposed: true, weight[0], weight[1], [.. weight.Extents.Skip(2)], fields.IntegersOrNull("stride") ?? [], fields.IntegersOrNull("padding") ?? [],
            fields.IntegersOrNull("output_padding") ?? [], fields.IntegersOrNull("dilation") ?? [], Groups: 1, HasBias: false);
        return new ShapeStep(layer, null, fields.Shape("shape"), null);
    }
}

/// <summary>A layer of an example.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="OutputSize">The size asked for, or null.</param>
/// <param name="Shape">The shape it must give, where it is stated.</param>
/// <param name="InferredChannels">The input channels that a lazy layer must report afterwards.</param>
internal sealed record ShapeStep(TorchLayer Layer, ValueList<IntExpr>? OutputSize, Shape? Shape, long? InferredChannels);
