using System.Diagnostics.CodeAnalysis;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// What torch.nn takes for a padding: numbers like any <see cref="IntTuple"/>, or a text, which Lucid refuses naming the numbers to write.
/// Beyond torch, a pair for each axis pads its two ends unequally: <c>Padding.Of((1, 2), (0, 0))</c>.
/// </summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "the conversions are the way to write an argument")]
public readonly record struct Padding
{
    private Padding(IntTuple numbers, string? text) => (Numbers, Text) = (numbers, text);

    private Padding(IntTuple begin, IntTuple end) => (Numbers, EndNumbers) = (begin, end);

    /// <summary>The numbers, where no text was given.</summary>
    public IntTuple Numbers { get; }

    /// <summary>The numbers for the ends of the axes, where they differ from those for the beginnings.</summary>
    public IntTuple? EndNumbers { get; }

    /// <summary>The text, where one was given: <c>valid</c> or <c>same</c> in torch.</summary>
    public string? Text { get; }

    /// <summary>A pair for each axis: what is padded before its first and after its last position.</summary>
    public static Padding Of(params ReadOnlySpan<(long Begin, long End)> axes)
    {
        ValueList<(long Begin, long End)> pairs = ValueList.Create(axes);
        return new(IntTuple.Of([.. pairs.Select(pair => pair.Begin)]), IntTuple.Of([.. pairs.Select(pair => pair.End)]));
    }

    /// <summary>Numbers.</summary>
    public static implicit operator Padding(IntTuple value) => new(value, (string?)null);

    /// <summary>One number for every axis.</summary>
    public static implicit operator Padding(int value) => new(value, (string?)null);

    /// <summary>One number for every axis.</summary>
    public static implicit operator Padding(long value) => new(value, (string?)null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding((int, int) value) => new(value, (string?)null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding((int, int, int) value) => new(value, (string?)null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding(long[] value) => new(value, (string?)null);

    /// <summary>A text; every layer refuses it.</summary>
    public static implicit operator Padding(string text) => new(0, text);
}
