namespace Lucid.Model.Ops;

/// <summary>
/// Which position of the operand an output position o of <see cref="Resize"/> stands for. in and out are the extents of the axis, s its
/// scale, and length = s·in (which is out unless the scale was rounded away).
/// </summary>
public enum CoordinateMode
{
    /// <summary>(o + 1/2)/s - 1/2: elements are intervals, whose centres are aligned.</summary>
    HalfPixel,

    /// <summary>As half_pixel, moved by in/2·(1 - out/length), so that both centres coincide although length was rounded.</summary>
    HalfPixelSymmetric,

    /// <summary>As half_pixel, but 0 where length is at most 1.</summary>
    PytorchHalfPixel,

    /// <summary>o·(in - 1)/(length - 1), 0 where length is at most 1: the first and the last elements are aligned.</summary>
    AlignCorners,

    /// <summary>o/s: the first elements are aligned.</summary>
    Asymmetric,

    /// <summary>(o + 1/2)/s.</summary>
    TfHalfPixelForNn,

    /// <summary>
    /// (in - 1)·(begin + o·(end - begin)/(length - 1)), the middle of the region where length is at most 1: the corners of a region of interest.
    /// Outside of the operand stands the extrapolation value.
    /// </summary>
    TfCropAndResize,
}
