using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>The arguments of a convolution module as they were written; reading them checks what needs no input.</summary>
internal sealed record ConvolutionArguments(
    string Layer, int Rank, bool Transposed, long? InChannels, long OutChannels, IntTuple KernelSize, IntTuple? Stride, Padding? Padding,
    IntTuple? OutputPadding, long Groups, bool Bias, IntTuple? Dilation, string PaddingMode, string? Device, ElementType? Dtype, SourceSpan Span)
{
    private readonly DiagnosticBag _found = [];

    public ElementType Element => Dtype ?? ElementType.F32;

    /// <summary>A tuple with an entry a spatial axis.</summary>
    public ValueList<long> Read(string name, IntTuple value, long least)
    {
        ValueList<long> items = value.IsSingle ? Enumerable.Repeat(value.Items[0], Rank).ToValueList() : value.Items;
        if (items.Count != Rank) Error(DiagnosticDescriptors.TupleLength, $"{Layer}: {name}", items.Count, $"{Rank} or a single number");
        else if (items.FirstOrDefault(item => item < least, least) is var low && low < least) Error(DiagnosticDescriptors.ArgumentTooSmall, Layer, name, low, least);
        return items;
    }

    /// <summary>The paddings before and after, which are numbers.</summary>
    public (ValueList<long> Begin, ValueList<long> End) ReadPadding(ValueList<long> kernel, ValueList<long> stride, ValueList<long> dilation)
    {
        ValueList<long> begin = Enumerable.Repeat(0L, Rank).ToValueList();
        if (Padding?.Text is { } text) Error(DiagnosticDescriptors.TextPadding, Layer, text, NumbersFor(text, kernel, stride, dilation));
        else begin = Read("padding", Padding?.Numbers ?? 0, 0);
        return (begin, Padding?.EndNumbers is { } end ? Read("padding", end, 0) : begin);
    }

    /// <summary>Everything that can be said before an input is seen; throws all of it at once.</summary>
    public void Check()
    {
        if (InChannels is { } channels)
        {
            AtLeastOne("in_channels", channels);
            Divisible("in_channels", channels);
        }

        AtLeastOne("out_channels", OutChannels);
        AtLeastOne("groups", Groups);
        Divisible("out_channels", OutChannels);
        if (PaddingMode != "zeros") Error(DiagnosticDescriptors.PaddingModeRefused, Layer, PaddingMode, Transposed ? "slice its output" : $"apply F.Pad(x, …, mode: \"{PaddingMode}\") before it");
        Arguments.CheckPlacement(Layer, Device, Dtype, Span, _found);
        if (_found.HasErrors) throw new ModelException([.. _found]);
    }

    private string NumbersFor(string text, ValueList<long> kernel, ValueList<long> stride, ValueList<long> dilation)
    {
        if (text == "valid") return "write padding: 0";
        if (text != "same" || Transposed || kernel.Count != Rank || stride.Any(s => s != 1) || dilation.Count != Rank) return "write numbers";
        long[] total = [.. kernel.Zip(dilation, (k, d) => d * (k - 1))];
        // torch pads total/2 before and the rest after.
        return total.All(t => t % 2 == 0)
            ? $"write padding: {PythonText.Tuple(total.Select(t => t / 2))}"
            : $"apply F.Pad(x, [{string.Join(", ", total.Reverse().SelectMany(t => new[] { t / 2, t - (t / 2) }))}]) before it";
    }

    private void AtLeastOne(string name, long value)
    {
        if (value < 1) Error(DiagnosticDescriptors.ArgumentTooSmall, Layer, name, value, 1);
    }

    private void Divisible(string name, long channels)
    {
        if (Groups > 0 && channels % Groups != 0) Error(DiagnosticDescriptors.ArgumentNotDivisible, Layer, name, channels, Groups);
    }

    private void Error(DiagnosticDescriptor what, params ReadOnlySpan<object?> values) => _found.Add(what.At(Span, values));
}
