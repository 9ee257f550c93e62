namespace Lucid.Planning.Search;

/// <summary>
/// States that were searched in vain, kept to be recognised: the same buffers waiting in a range of sections, on floors nowhere lower.
/// How the buffers below are ordered does not matter, so permutations of a pile are searched once. They hold for one problem with one
/// capacity, across restarts and strategies. Sets are told apart by 64-bit hashes; with the some 10⁶ entries kept, a collision is out
/// of the question in practice.
/// </summary>
internal sealed class Nogoods
{
    // Floors kept, 8 bytes each. When they are full everything is forgotten and learned anew.
    private const int MaxFloors = 4_000_000;
    private const int MaxForOneSet = 8;

    private readonly int _grid;
    private readonly int _sectionCount;
    private readonly List<SectionRange> _ranges = [];
    private readonly Dictionary<SectionRange, int> _numberOfRange = [];
    private readonly Dictionary<(int Range, ulong Waiting), List<long[]>> _floors = [];
    private int _floorCount;

    public Nogoods(SectionedProblem problem)
    {
        // Ranges are widened to a grid, so that there are a few hundred of them at most.
        _sectionCount = problem.SectionCount;
        _grid = 1 + problem.SectionCount / 32;
    }

    /// <summary>Whether some state searched in vain was no harder than this one; looks at ranges that touch what has changed.</summary>
    public bool Forbids(ArenaState state, SectionRange changed, out SectionRange range)
    {
        range = default;
        if (_ranges.Count == 0)
            return false;
        state.Hashes.Update();
        for (int number = 0; number < _ranges.Count; number++)
        {
            range = _ranges[number];
            if (!range.Touches(changed) || !_floors.TryGetValue((number, state.Hashes.Of(range)), out List<long[]>? known))
                continue;
            ReadOnlySpan<long> now = state.Floor[range.First..range.End];
            foreach (long[] floors in known)
            {
                if (IsNowhereLower(now, floors))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Keeps a state that was searched in vain for this reason.</summary>
    public void Add(ArenaState state, SectionRange reason)
    {
        SectionRange range = new(reason.First / _grid * _grid, Math.Min((reason.End + _grid - 1) / _grid * _grid, _sectionCount));
        if (!_numberOfRange.TryGetValue(range, out int number))
        {
            number = _ranges.Count;
            _ranges.Add(range);
            _numberOfRange.Add(range, number);
        }

        ReadOnlySpan<long> floors = state.Floor[range.First..range.End];
        if (_floorCount + floors.Length > MaxFloors)
        {
            _floors.Clear();
            _floorCount = 0;
        }

        state.Hashes.Update();
        var key = (number, state.Hashes.Of(range));
        if (!_floors.TryGetValue(key, out List<long[]>? known))
            _floors.Add(key, known = []);
        foreach (long[] lower in known)
        {
            if (IsNowhereLower(floors, lower))
                return;
        }

        if (known.Count == MaxForOneSet)
            known.RemoveAt(0);
        else
            _floorCount += floors.Length;
        known.Add(floors.ToArray());
    }

    private static bool IsNowhereLower(ReadOnlySpan<long> now, long[] floors)
    {
        for (int s = 0; s < floors.Length; s++)
        {
            if (now[s] < floors[s])
                return false;
        }

        return true;
    }
}
