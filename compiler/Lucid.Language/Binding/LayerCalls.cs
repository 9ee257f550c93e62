using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Layers: made for their first input, whose channels they take; applied again with the same weights.</summary>
internal static class LayerCalls
{
    public static Var Apply(LayerValue layer, IReadOnlyList<Value> inputs, IReadOnlyList<BoundArgument> options, SourceSpan span, BindingContext context)
    {
        string name = layer.Entry.Name;
        bool sizeByPosition = inputs.Count == 2 && name.Contains("ConvTranspose", StringComparison.Ordinal);
        if (inputs.Count != 1 && !sizeByPosition) throw context.Fault(LanguageDiagnostics.InputCount, span, name, "one input", inputs.Count);
        if (inputs[0] is not TensorValue { Tensor: var input })
            throw context.Fault(LanguageDiagnostics.ValueKind, span, $"what {name} is applied to", inputs[0].Description, "a tensor");
        ValueList<IntExpr>? outputSize = OutputSize(layer, sizeByPosition ? inputs[1] : null, options, span, context);
        Module module = layer.Module ??= Make(layer, input, span, context);
        CheckChannels(layer, module, input, span, context);
        Var output = context.At(span, () => outputSize is { } size ? ((ConvTransposeModule)module).Forward(input, size) : module.Forward(input));
        if (module.FullName.Length > 0) context.NamedNodes.Add(output.Id);
        return output;
    }

    private static Module Make(LayerValue layer, Var input, SourceSpan span, BindingContext context)
    {
        string made = $"{layer.Entry.Name}({layer.Arguments.Text})";
        LayerScope home = layer.Home;
        if (layer.Label is { } given && home.Known(given, out SourceSpan? first) is { } known)
        {
            if (first is { } place) throw context.Fault(LanguageDiagnostics.LabelUsedTwice, layer.LabelSpan, home.Prefix + given, place.Line);
            if (known is not LayerValue earlier) throw context.Fault(LanguageDiagnostics.LabelRefused, layer.LabelSpan, given, "it names a block as well");
            string before = $"{earlier.Entry.Name}({earlier.Arguments.Text})";
            if (before != made) throw context.Fault(LanguageDiagnostics.SharedArgumentsDisagree, layer.LabelSpan, given, before, made);
            return earlier.Module!;
        }

        Module module = context.At(layer.Span, () => layer.Entry.Make(layer.Arguments, input));
        bool weighted = module.Parameters.Any();
        if (layer.Label is null && weighted)
        {
            (layer.Label, layer.LabelSpan) = (home.Automatic(layer.Entry.AutomaticName), layer.Span);
            if (home.Known(layer.Label, out _) is LayerValue earlier) return earlier.Module!;
        }

        if (layer.Label is { } label)
        {
            if (home.Register(label, module) is { } problem) throw context.Fault(LanguageDiagnostics.LabelRefused, layer.LabelSpan, label, problem);
            home.Add(label, layer, layer.LabelSpan);
        }

        if (weighted) context.Layers.Add((layer, module));
        return module;
    }

    private static ValueList<IntExpr>? OutputSize(LayerValue layer, Value? byPosition, IReadOnlyList<BoundArgument> options, SourceSpan span, BindingContext context)
    {
        BoundArgument? option = options.Count > 0 ? options[0] : null;
        if (option is not null && (option.Name != "output_size" || options.Count > 1))
            throw context.Fault(LanguageDiagnostics.ArgumentUnknown, options[^1].Span, layer.Entry.Name, options[^1].Name, "; a layer's arguments stand where it is made");
        bool transposed = layer.Entry.Name.Contains("ConvTranspose", StringComparison.Ordinal);
        if (option is not null && !transposed) throw context.Fault(LanguageDiagnostics.ArgumentUnknown, option.Span, layer.Entry.Name, option.Name, "; only transposed convolutions have it");
        if (option is null && byPosition is null) return transposed ? layer.Arguments.OutputSize("output_size") : null;
        BoundArgument size = option ?? new BoundArgument("output_size", byPosition!, span);
        return new BoundArguments(layer.Entry.Signature, new Dictionary<string, BoundArgument> { ["output_size"] = size }, size.Span, context).OutputSize("output_size");
    }

    /// <summary>A number of channels that the source gives must be the input's; one that an earlier input gave must be this one's.</summary>
    private static void CheckChannels(LayerValue layer, Module module, Var input, SourceSpan span, BindingContext context)
    {
        (int axis, long? known) = module switch
        {
            ConvolutionModule convolution => (input.Rank - convolution.KernelSize.Count - 1, convolution.InChannels),
            LinearModule linear => (input.Rank - 1, linear.InFeatures),
            NormModule normalization => (1, normalization.NumFeatures),
            _ => (-1, null),
        };
        if (axis < 0 || axis >= input.Rank || !input.Shape[axis].TryGetConstant(out long channels)) return;
        if (layer.Entry.Inferred is { } name && layer.Arguments.OptionalLong(name) is { } given && given != channels)
        {
            // Conv2d(64, 3, 1) is torch's in_channels, out_channels, kernel_size; somebody may have meant out_channels, kernel_size, stride.
            string hint = input.Shape[input.Rank - 1].Equals(given) && axis != input.Rank - 1 ? $" (from axis {axis} of {input.Type}; {given} is its last axis: channels stand before the sizes)"
                : module is ConvolutionModule && layer.Arguments.IsPositional(name) ? $" (numbers without names are {name}, out_channels, kernel_size, … as in torch; a stride is written stride=)" : string.Empty;
            throw context.Fault(LanguageDiagnostics.InChannelsDisagree, layer.Arguments.SpanOf(name), layer.Entry.Name, name, given, channels, hint);
        }

        if (known is { } first && first != channels) throw context.Fault(LanguageDiagnostics.SharedChannelsDisagree, span, layer.Entry.Name, channels, first);
    }
}
