using System.Globalization;

namespace Lucid.Spirv;

/// <summary>Names one result in a module: a type, a constant, a variable, a function, a label or a value.</summary>
public readonly record struct Id(uint Value) : IComparable<Id>
{
    public int CompareTo(Id other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"%{Value}");

    public static bool operator <(Id left, Id right) => left.Value < right.Value;

    public static bool operator >(Id left, Id right) => left.Value > right.Value;

    public static bool operator <=(Id left, Id right) => left.Value <= right.Value;

    public static bool operator >=(Id left, Id right) => left.Value >= right.Value;
}
