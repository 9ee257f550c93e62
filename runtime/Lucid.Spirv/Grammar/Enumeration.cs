using System.Collections.Immutable;
using System.Numerics;

namespace Lucid.Spirv.Grammar;

/// <summary>One of the standard's enumerations as an operand: the names of its values, and the operands that some of them bring along.</summary>
internal sealed class Enumeration
{
    private readonly Dictionary<uint, (string Name, ImmutableArray<OperandPattern> Following)> _values = [];
    private readonly bool _isMask;

    private Enumeration(string name, bool isMask)
    {
        Name = name;
        _isMask = isMask;
    }

    public string Name { get; }

    /// <param name="enumeration">An enumeration of this folder.</param>
    /// <param name="following">The operands that a value brings along, for those that do.</param>
    public static Enumeration Of(Type enumeration, params ReadOnlySpan<(Enum Value, ImmutableArray<OperandPattern> Operands)> following)
    {
        var result = new Enumeration(enumeration.Name, enumeration.IsDefined(typeof(FlagsAttribute), inherit: false));
        uint[] values = (uint[])Enum.GetValuesAsUnderlyingType(enumeration);
        string[] names = Enum.GetNames(enumeration);
        for (int i = 0; i < values.Length; i++) result._values.Add(values[i], (names[i], []));
        foreach ((Enum value, ImmutableArray<OperandPattern> operands) in following)
        {
            uint number = (uint)(object)value;
            result._values[number] = (result._values[number].Name, operands);
        }

        return result;
    }

    /// <summary>The operands that follow a value, or a mask lowest bit first; null if the value is not in our tables, so that what follows is unknown.</summary>
    public ImmutableArray<OperandPattern>? Following(uint value)
    {
        if (_values.TryGetValue(value, out (string Name, ImmutableArray<OperandPattern> Following) known)) return known.Following;
        if (!_isMask) return null;
        var following = ImmutableArray.CreateBuilder<OperandPattern>();
        for (uint rest = value; rest != 0; rest &= rest - 1)
        {
            if (!_values.TryGetValue(1u << BitOperations.TrailingZeroCount(rest), out known)) return null;
            following.AddRange(known.Following);
        }

        return following.ToImmutable();
    }

    /// <summary>The name as the standard spells it (<c>1D</c>, <c>Volatile|Aligned</c> lowest bit first); null if not in our tables.</summary>
    public string? NameOf(uint value)
    {
        // C# has no name that begins with a digit.
        if (_values.TryGetValue(value, out (string Name, ImmutableArray<OperandPattern> Following) known))
            return known.Name is ['D', 'i', 'm', .. string digits] ? digits : known.Name;
        if (!_isMask) return null;
        var names = new List<string>();
        for (uint rest = value; rest != 0; rest &= rest - 1)
        {
            if (!_values.TryGetValue(1u << BitOperations.TrailingZeroCount(rest), out known)) return null;
            names.Add(known.Name);
        }

        return string.Join('|', names);
    }
}
