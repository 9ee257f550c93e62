using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Lucid.Safetensors;

/// <summary>
/// A file mapped read-only. The only unsafe code of this project: every range is checked against the file's length before a span is made.
/// The mapping ends with <see cref="Dispose"/> and never by a finalizer, because a span over it does not keep this object alive.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    public MappedFile(string path)
    {
        // Delete is shared so that a new version of the file can be renamed over this one.
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            Length = _stream.Length;
            // An empty file cannot be mapped; the caller refuses it before it asks for a byte.
            _map = Length == 0 ? null! : MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = Length == 0 ? null! : _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _map?.Dispose();
            _stream.Dispose();
            throw;
        }

        if (Length == 0) return;
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new Range(this, offset, length).Memory;
    }

    public void Dispose()
    {
        if (_start is not null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map.Dispose();
        }

        _stream.Dispose();
    }

    /// <summary>A checked range of the mapping as <see cref="Memory{T}"/>.</summary>
    private sealed class Range(MappedFile file, long offset, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(Start, length);

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
            return new MemoryHandle(Start + elementIndex);
        }

        public override void Unpin()
        {
            // Mapped memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The file owns the mapping.
        }

        private byte* Start
        {
            get
            {
                byte* start = file._start;
                ObjectDisposedException.ThrowIf(start is null, typeof(SafetensorsFile));
                return start + offset;
            }
        }
    }
}
