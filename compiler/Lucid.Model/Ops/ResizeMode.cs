namespace Lucid.Model.Ops;

/// <summary>How values between the elements of a grid are made (<see cref="Resize"/>, <see cref="GridSample"/>).</summary>
public enum ResizeMode
{
    /// <summary>The element at the rounded position.</summary>
    Nearest,

    /// <summary>The two neighbours on each axis, weighed by their distance.</summary>
    Linear,

    /// <summary>Four neighbours on each axis, weighed by Keys' cubic convolution.</summary>
    Cubic,
}
