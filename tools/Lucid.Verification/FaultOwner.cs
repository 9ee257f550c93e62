namespace Lucid.Verification;

/// <summary>Whose fault an exception is.</summary>
public enum FaultOwner
{
    /// <summary>The model, a tensor file, or what was asked of them.</summary>
    Model,

    /// <summary>The device, its driver or its loader.</summary>
    Device,

    /// <summary>Ours: to be reported.</summary>
    Lucid,
}
