using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What torch's convolutions and transposed convolutions have in common: arguments, parameters, their laziness and their text.</summary>
public abstract class ConvolutionModule : Module
{
    private readonly bool _transposed;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    internal ConvolutionModule(ConvolutionArguments arguments)
    {
        KernelSize = arguments.Read("kernel_size", arguments.KernelSize, 1);
        Stride = arguments.Read("stride", arguments.Stride ?? 1, 1);
        Dilation = arguments.Read("dilation", arguments.Dilation ?? 1, 1);
        (Padding, PaddingEnd) = arguments.ReadPadding(KernelSize, Stride, Dilation);
        OutputPadding = arguments.Read("output_padding", arguments.OutputPadding ?? 0, 0);
        arguments.Check();
        (_transposed, OutChannels, Groups, Dtype, Span) = (arguments.Transposed, arguments.OutChannels, arguments.Groups, arguments.Element, arguments.Span);
        _weight = AddParameter("weight", Dtype, null, default);
        if (arguments.Bias) _bias = AddParameter("bias", Dtype, new Shape(OutChannels), default);
        if (arguments.InChannels is { } channels) Materialize(channels);
    }

    /// <summary>Channels of the input; null while a lazy module has seen none.</summary>
    public long? InChannels { get; private set; }

    /// <summary>Channels of the output.</summary>
    public long OutChannels { get; }

    /// <summary>Extents of the kernel, one a spatial axis.</summary>
    public ValueList<long> KernelSize { get; }

    /// <summary>Strides, one a spatial axis.</summary>
    public ValueList<long> Stride { get; }

    /// <summary>Padding before the first position, one a spatial axis; unless <see cref="PaddingEnd"/> differs, after the last as well.</summary>
    public ValueList<long> Padding { get; }

    /// <summary>Padding after the last position, one a spatial axis.</summary>
    public ValueList<long> PaddingEnd { get; }

    /// <summary>Positions added at the end of the output, one a spatial axis; 0 for what is not transposed.</summary>
    public ValueList<long> OutputPadding { get; }

    /// <summary>Dilations, one a spatial axis.</summary>
    public ValueList<long> Dilation { get; }

    /// <summary>Groups of channels.</summary>
    public long Groups { get; }

    /// <summary>The element type of the parameters.</summary>
    public ElementType Dtype { get; }

    /// <summary>The weight: [in_channels, out_channels/groups, *kernel] where transposed, else [out_channels, in_channels/groups, *kernel]; null while lazy.</summary>
    public Parameter? Weight => InChannels is null ? null : _weight;

    /// <summary>The bias, [out_channels]; null without one and while lazy.</summary>
    public Parameter? Bias => InChannels is null ? null : _bias;

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{InChannels ?? 0}, {OutChannels}, kernel_size={PythonText.Tuple(KernelSize)}, stride={PythonText.Tuple(Stride)}");
        if (Padding != PaddingEnd) text += $", padding=({string.Join(", ", Padding.Zip(PaddingEnd, (begin, end) => PythonText.Tuple([begin, end])))}{(Padding.Count == 1 ? "," : "")})";
        else if (Padding.Any(p => p != 0)) text += $", padding={PythonText.Tuple(Padding)}";
        if (Dilation.Any(d => d != 1)) text += $", dilation={PythonText.Tuple(Dilation)}";
        if (OutputPadding.Any(p => p != 0)) text += $", output_padding={PythonText.Tuple(OutputPadding)}";
        if (Groups != 1) text += string.Create(CultureInfo.InvariantCulture, $", groups={Groups}");
        if (_bias is null) text += ", bias=False";
        return text;
    }

    /// <summary>Where the module was made.</summary>
    private protected SourceSpan Span { get; }

    internal override string TypeName => InChannels is not null && GetType().Name.StartsWith("Lazy", StringComparison.Ordinal) ? GetType().Name[4..] : GetType().Name;

    internal override LazyWeight? Lazy
    {
        get
        {
            if (InChannels is not null) return null;
            string kernel = string.Join(",", KernelSize);
            string expected = _transposed
                ? string.Create(CultureInfo.InvariantCulture, $"[in_channels,{OutChannels / Groups},{kernel}]")
                : string.Create(CultureInfo.InvariantCulture, $"[{OutChannels},in_channels/{Groups},{kernel}]");
            return new LazyWeight(expected, ChannelsOf, Materialize);
        }
    }

    /// <summary>The parameters as values of the input's model, after a lazy module has taken its channels from the input.</summary>
    private protected (Var Weight, Var? Bias) ParametersFor(Var input)
    {
        if (InChannels is null)
        {
            int axis = input.Rank - KernelSize.Count - 1;
            if (axis is not (0 or 1)) throw Error(input, DiagnosticDescriptors.RankRefused, "input", input.Type, $"{KernelSize.Count + 1} or {KernelSize.Count + 2}");
            if (!input.Shape[axis].TryGetConstant(out long channels)) throw Error(input, DiagnosticDescriptors.LazyChannelsSymbolic, input.Shape[axis]);
            if (channels < 1 || channels % Groups != 0) throw Error(input, DiagnosticDescriptors.ChannelsNotDivisible, "input", channels, Groups);
            Materialize(channels);
        }

        return (input.Model.Of(_weight), _bias is null ? null : input.Model.Of(_bias));
    }

    private protected ModelException Error(Var input, DiagnosticDescriptor what, params ReadOnlySpan<object?> values)
    {
        // A source text knows no lazy layers: every layer is.
        string name = input.Model.Place is not null && TypeName.StartsWith("Lazy", StringComparison.Ordinal) ? TypeName["Lazy".Length..] : TypeName;
        input.Model.Diagnostics.Add(new Diagnostic(what.Id, what.Severity, input.Model.Place ?? Span, $"{name}: {what.Message(values)}"));
        return new ModelException([.. input.Model.Diagnostics]);
    }

    private long? ChannelsOf(Shape weight)
    {
        if (weight.Rank != KernelSize.Count + 2 || !weight.Extents.Skip(2).SequenceEqual(KernelSize)) return null;
        (long own, long channels) = _transposed ? (weight[1] * Groups, weight[0]) : (weight[0], weight[1] * Groups);
        return own == OutChannels && channels >= 1 && channels % Groups == 0 ? channels : null;
    }

    private void Materialize(long channels)
    {
        Shape shape = _transposed ? new([channels, OutChannels / Groups, .. KernelSize]) : new([OutChannels, channels / Groups, .. KernelSize]);
        try
        {
            _ = checked(shape.ElementCount * Dtype.ByteSize());
        }
        catch (OverflowException)
        {
            throw new ModelException([DiagnosticDescriptors.ParameterTooLarge.At(Span, TypeName, "weight", shape)]);
        }

        InChannels = channels;
        // fan_in as torch computes it, from the weight's second axis, whichever way the layer runs.
        ParameterFill fill = ParameterFill.Kaiming(KernelSize.Aggregate(shape[1], (product, k) => product * k));
        _weight.Materialize(shape, fill);
        _bias?.Materialize(new Shape(OutChannels), fill);
    }
}
