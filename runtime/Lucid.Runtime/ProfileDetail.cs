namespace Lucid.Runtime;

/// <summary>How much of a run is measured.</summary>
public enum ProfileDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The run's parts on the host, and the device's time for all kernels together. The run itself is not changed.</summary>
    Run,

    /// <summary>Also each kernel's time. Kernels that could overlap are kept apart, so that the sum may exceed an unprofiled run.</summary>
    Kernels,
}
