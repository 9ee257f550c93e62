namespace Lucid.Vulkan;

/// <summary>C's <c>VkBool32</c>: 32 bits, of which every value but 0 is true.</summary>
public readonly struct Bool32(bool value) : IEquatable<Bool32>
{
    private readonly uint _value = value ? 1u : 0u;

    public static implicit operator bool(Bool32 value) => value._value != 0;

    public static implicit operator Bool32(bool value) => new(value);

    public static bool operator ==(Bool32 left, Bool32 right) => left.Equals(right);

    public static bool operator !=(Bool32 left, Bool32 right) => !left.Equals(right);

    public bool Equals(Bool32 other) => (bool)this == (bool)other;

    public override bool Equals(object? obj) => obj is Bool32 other && Equals(other);

    public override int GetHashCode() => ((bool)this).GetHashCode();

    public override string ToString() => ((bool)this).ToString();
}
