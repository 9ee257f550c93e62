namespace Lucid.Runtime.Execution;

/// <summary>The recordings of a session, least recently used first; at most a given number.</summary>
internal sealed class ShapeCache(int capacity) : IDisposable
{
    private readonly List<ShapeRecording> _recordings = [];

    public int Count => _recordings.Count;

    /// <summary>The recording for these extents, which becomes the most recently used; null where there is none. Allocates nothing.</summary>
    public ShapeRecording? Find(ReadOnlySpan<long> extents)
    {
        for (int i = _recordings.Count - 1; i >= 0; i--)
        {
            ShapeRecording recording = _recordings[i];
            if (!extents.SequenceEqual(recording.Extents)) continue;
            if (i < _recordings.Count - 1)
            {
                _recordings.RemoveAt(i);
                _recordings.Add(recording);
            }

            return recording;
        }

        return null;
    }

    /// <summary>Makes room for one more; returns what was dropped, disposed.</summary>
    public ShapeRecording? MakeRoom()
    {
        if (_recordings.Count < capacity) return null;
        ShapeRecording oldest = _recordings[0];
        _recordings.RemoveAt(0);
        oldest.Dispose();
        return oldest;
    }

    public void Add(ShapeRecording recording) => _recordings.Add(recording);

    public void Clear()
    {
        foreach (ShapeRecording recording in _recordings) recording.Dispose();
        _recordings.Clear();
    }

    public void Dispose() => Clear();
}
