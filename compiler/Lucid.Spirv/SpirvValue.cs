namespace Lucid.Spirv;

/// <summary>What a scalar or the components of a vector are.</summary>
public enum SpirvKind
{
    /// <summary>32-bit float.</summary>
    Float,

    /// <summary>Signed 32-bit integer.</summary>
    Int,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt,

    /// <summary>Truth value.</summary>
    Bool,
}

/// <summary>A value in a function's body: a scalar or a vector.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What its components are.</param>
/// <param name="Lanes">1 for a scalar.</param>
public readonly record struct SpirvValue(uint Id, SpirvKind Kind, int Lanes);

/// <summary>A pointer to Function storage: a parameter or a variable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pointee">Id of the type it points to.</param>
public readonly record struct SpirvPointer(uint Id, uint Pointee);
