namespace Lucid.Compiler.Lowering;

/// <summary>How a value lies in its buffer.</summary>
internal enum StorageLayout
{
    /// <summary>Row-major.</summary>
    Plain,

    /// <summary>
    /// (N, ceil(C/4), axes, 4): four channels together, so that one load brings four terms of a sum. For values of rank 3 to 5
    /// with channels at axis 1; lanes beyond the channels are zero.
    /// </summary>
    Blocked,
}
