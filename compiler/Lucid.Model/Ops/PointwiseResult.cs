namespace Lucid.Model.Ops;

/// <summary>Which element types a pointwise function takes and gives.</summary>
public enum PointwiseResult
{
    /// <summary>All operands and the result have one numeric type.</summary>
    SameAsOperands,

    /// <summary>All operands have one type; the result is bool.</summary>
    Comparison,

    /// <summary>Operands and result are bool.</summary>
    Logic,

    /// <summary>The first operand is bool; the others and the result have one type.</summary>
    Selection,
}
