namespace Lucid.Pictures.Checkerboards;

/// <summary>How equally a transposed convolution treats its outputs.</summary>
public enum OverlapVerdict
{
    /// <summary>Every output sums equally many products.</summary>
    Even,

    /// <summary>Some outputs sum more products than their neighbours: a pattern that training has to cancel.</summary>
    Uneven,

    /// <summary>Some outputs sum no product at all and are the bias alone.</summary>
    Holes,
}
