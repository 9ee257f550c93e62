using System.Diagnostics.CodeAnalysis;

namespace Lucid.Model.Nn;

/// <summary>What torch.nn takes for a padding: numbers like any <see cref="IntTuple"/>, or a text, which Lucid refuses naming the numbers to write.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "the conversions are the way to write an argument")]
public readonly record struct Padding
{
    private Padding(IntTuple numbers, string? text) => (Numbers, Text) = (numbers, text);

    /// <summary>The numbers, where no text was given.</summary>
    public IntTuple Numbers { get; }

    /// <summary>The text, where one was given: <c>valid</c> or <c>same</c> in torch.</summary>
    public string? Text { get; }

    /// <summary>Numbers.</summary>
    public static implicit operator Padding(IntTuple value) => new(value, null);

    /// <summary>One number for every axis.</summary>
    public static implicit operator Padding(int value) => new(value, null);

    /// <summary>One number for every axis.</summary>
    public static implicit operator Padding(long value) => new(value, null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding((int, int) value) => new(value, null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding((int, int, int) value) => new(value, null);

    /// <summary>A number an axis.</summary>
    public static implicit operator Padding(long[] value) => new(value, null);

    /// <summary>A text; every layer refuses it.</summary>
    public static implicit operator Padding(string text) => new(0, text);
}
