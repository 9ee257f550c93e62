using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>Collects what a messenger made with <see cref="MessengerInfo"/> is told, for as long as it is not disposed of.</summary>
internal sealed unsafe class ValidationLog : IDisposable
{
    private readonly List<string> _messages = [];
    private GCHandle _handle;

    public ValidationLog() => _handle = GCHandle.Alloc(_messages);

    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Warnings, errors, and what is asked for beside them.</summary>
    public DebugUtilsMessengerCreateInfoEXT MessengerInfo(DebugUtilsMessageSeverityFlagsEXT more = 0) => new()
    {
        SType = StructureType.DebugUtilsMessengerCreateInfoExt,
        MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt | DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | more,
        MessageType = DebugUtilsMessageTypeFlagsEXT.ValidationBitExt | DebugUtilsMessageTypeFlagsEXT.GeneralBitExt,
        PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(&OnMessage),
        PUserData = (void*)GCHandle.ToIntPtr(_handle),
    };

    public void Dispose() => _handle.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 OnMessage(DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT types, DebugUtilsMessengerCallbackDataEXT* data, void* user)
    {
        var messages = (List<string>)GCHandle.FromIntPtr((nint)user).Target!;
        // The layer may call from several threads.
        lock (messages)
            messages.Add(Marshal.PtrToStringUTF8((nint)data->PMessage) ?? "");
        return false;
    }
}
