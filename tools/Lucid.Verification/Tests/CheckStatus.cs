namespace Lucid.Verification.Tests;

/// <summary>How a data set of a test came out on a device.</summary>
public enum CheckStatus
{
    /// <summary>Within the limits.</summary>
    Pass,

    /// <summary>A result that is not the expected one.</summary>
    Fail,

    /// <summary>No result: the model, a file or the device is at fault.</summary>
    Error,

    /// <summary>Not counted, for a reason.</summary>
    Skip,
}
