using System.Runtime.InteropServices;

using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>Hands the validation layer's warnings and errors to a callback. The driver holds a handle to it, so it outlives the instance.</summary>
internal sealed unsafe class ValidationMessages : IDisposable
{
    private GCHandle _self;

    public ValidationMessages(Action<string> receive)
    {
        Receive = receive;
        _self = GCHandle.Alloc(this);
    }

    private Action<string> Receive { get; }

    public DebugUtilsMessengerCreateInfoEXT CreateInfo => new()
    {
        SType = StructureType.DebugUtilsMessengerCreateInfoExt,
        MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt,
        // General messages are the loader's, of drivers that have no hardware on this machine.
        MessageType = DebugUtilsMessageTypeFlagsEXT.ValidationBitExt | DebugUtilsMessageTypeFlagsEXT.PerformanceBitExt,
        PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(&OnMessage),
        PUserData = (void*)GCHandle.ToIntPtr(_self),
    };

    public void Dispose()
    {
        if (_self.IsAllocated) _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static Bool32 OnMessage(
        DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT types, DebugUtilsMessengerCallbackDataEXT* data, void* user)
    {
        if (GCHandle.FromIntPtr((nint)user).Target is ValidationMessages messages)
        {
            bool isError = severity.HasFlag(DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt);
            messages.Receive($"{(isError ? "error" : "warning")}: {Marshal.PtrToStringUTF8((nint)data->PMessage)}");
        }

        // False: the call that caused the message goes on.
        return false;
    }
}
