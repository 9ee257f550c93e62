using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch's <c>scale_factor</c>: one number for all spatial axes, or one a axis. Written as a number, <c>2</c> or <c>1.5</c>, or as a tuple, <c>(2, 1)</c>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "the conversions are the way to write an argument")]
public readonly record struct ScaleFactor
{
    private ScaleFactor(ValueList<double> items, bool isSingle) => (Items, IsSingle) = (items, isSingle);

    /// <summary>The numbers as they were given.</summary>
    public ValueList<double> Items { get; }

    /// <summary>Whether one number stands for every axis.</summary>
    public bool IsSingle { get; }

    /// <summary>One number for every axis.</summary>
    public static implicit operator ScaleFactor(double value) => new([value], true);

    /// <summary>A number an axis.</summary>
    public static implicit operator ScaleFactor((double, double) value) => new([value.Item1, value.Item2], false);

    /// <summary>A number an axis.</summary>
    public static implicit operator ScaleFactor((double, double, double) value) => new([value.Item1, value.Item2, value.Item3], false);

    /// <summary>A number an axis.</summary>
    public static ScaleFactor Of(params ReadOnlySpan<double> items) => new(ValueList.Create(items), false);

    /// <summary>As Python prints it: <c>2.0</c>, <c>(2.0, 1.0)</c>.</summary>
    public override string ToString() => IsSingle ? PythonText.Float(Items[0]) : $"({string.Join(", ", Items.Select(PythonText.Float))}{(Items.Count == 1 ? "," : "")})";
}
