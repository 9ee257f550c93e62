using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// What torch.nn takes for a kernel, a stride or a dilation: one number for all spatial axes, or one a axis. Written as a number,
/// <c>3</c>, or as a tuple, <c>(3, 5)</c>.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "the conversions are the way to write an argument")]
public readonly record struct IntTuple
{
    private IntTuple(ValueList<long> items, bool isSingle) => (Items, IsSingle) = (items, isSingle);

    /// <summary>The numbers as they were given.</summary>
    public ValueList<long> Items { get; }

    /// <summary>Whether one number stands for every axis.</summary>
    public bool IsSingle { get; }

    /// <summary>One number for every axis.</summary>
    public static implicit operator IntTuple(int value) => new([value], true);

    /// <summary>One number for every axis.</summary>
    public static implicit operator IntTuple(long value) => new([value], true);

    /// <summary>A number an axis.</summary>
    public static implicit operator IntTuple((int, int) value) => new([value.Item1, value.Item2], false);

    /// <summary>A number an axis.</summary>
    public static implicit operator IntTuple((int, int, int) value) => new([value.Item1, value.Item2, value.Item3], false);

    /// <summary>A number an axis.</summary>
    public static implicit operator IntTuple(long[] value) => Of(value);

    /// <summary>A number an axis.</summary>
    public static IntTuple Of(params ReadOnlySpan<long> items) => new(ValueList.Create(items), false);

    /// <summary>As Python prints a tuple: <c>(3, 5)</c>, <c>(3,)</c>.</summary>
    public override string ToString() => PythonText.Tuple(Items);
}
