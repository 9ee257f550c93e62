namespace Lucid.Runtime;

/// <summary>The Vulkan device, its driver or its loader is at fault, not the model and not the caller. Derived types say what can be done.</summary>
public abstract class DeviceException : Exception
{
    /// <summary>An exception with a message for the user.</summary>
    protected DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message for the user and what it came from.</summary>
    protected DeviceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
