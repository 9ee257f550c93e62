using System.Runtime.InteropServices;

namespace Lucid.Runtime.Devices;

/// <summary>A list of C strings that lives until it is disposed.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] _strings;
    private readonly byte** _list;

    public NativeStrings(params IReadOnlyList<string> texts)
    {
        _strings = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        _list = (byte**)NativeMemory.Alloc((nuint)Math.Max(1, _strings.Length), (nuint)sizeof(byte*));
        for (int i = 0; i < _strings.Length; i++) _list[i] = (byte*)_strings[i];
    }

    public uint Count => (uint)_strings.Length;

    public byte** Pointer => _list;

    public byte* First => _list[0];

    public void Dispose()
    {
        foreach (nint text in _strings) Marshal.FreeCoTaskMem(text);
        NativeMemory.Free(_list);
    }
}
