namespace Lucid.Planning.Search;

/// <summary>
/// A partly filled arena and what follows from it, with undo. Buffers are placed from below: above the <em>floor</em> of a section lies
/// everything that still waits there. From a placement follow, until nothing changes: no buffer lies lower than any floor under it;
/// no floor is lower than the lowest buffer that waits on it; a floor with all that waits on it must stay within the limit.
/// <para>
/// Beside each fact stands its <em>reason</em>: a range of sections such that what is placed and decided there is enough to derive the
/// fact. A failure comes with its reason too (<see cref="Failure"/>), so that the search can leave alone what had no part in it.
/// </para>
/// </summary>
internal sealed class ArenaState
{
    /// <summary>The floor of a section where nothing waits: a wall.</summary>
    public const long Wall = long.MaxValue / 2;

    private readonly SectionedProblem _problem;
    private readonly long[] _floor;
    private readonly long[] _waiting; // by section: sizes of the buffers not placed
    private readonly int[] _crossing; // by boundary before a section: buffers not placed that are alive on both sides
    private readonly long[] _lowest; // by buffer: no offset below is possible
    private readonly int[] _witness; // by section: a waiting buffer whose lowest offset was the floor when last looked at
    private readonly bool[] _placed;
    private readonly long[] _offset;
    private readonly SectionRange[] _reason; // by section, for all that is known there
    private readonly SectionRange[] _exclusion; // by buffer, for a lowest offset that no floor explains
    private readonly long[] _failures; // by section; only ever a heuristic
    private readonly Trail _trail = new();

    public ArenaState(SectionedProblem problem)
    {
        int sections = problem.SectionCount;
        _problem = problem;
        _floor = new long[sections];
        _waiting = [.. problem.Total];
        _crossing = new int[sections + 1];
        _lowest = new long[problem.Count];
        _witness = [.. problem.AliveIn.Select(alive => alive.FirstOrDefault(-1))];
        _placed = new bool[problem.Count];
        _offset = new long[problem.Count];
        _reason = [.. Enumerable.Range(0, sections).Select(s => new SectionRange(s, s + 1))];
        _exclusion = new SectionRange[problem.Count];
        _failures = new long[sections];
        Hashes = new WaitingHashes(problem);
        for (int s = 0; s < sections; s++)
            _floor[s] = _waiting[s] == 0 ? Wall : 0;
        foreach (SectionRange alive in problem.Alive)
        {
            for (int s = alive.First + 1; s < alive.End; s++)
                _crossing[s]++;
        }
    }

    public ReadOnlySpan<long> Floor => _floor;

    public ReadOnlySpan<long> Waiting => _waiting;

    public ReadOnlySpan<int> Crossing => _crossing;

    public ReadOnlySpan<long> Lowest => _lowest;

    public ReadOnlySpan<bool> Placed => _placed;

    public ReadOnlySpan<long> Offset => _offset;

    public ReadOnlySpan<long> Failures => _failures;

    public WaitingHashes Hashes { get; }

    /// <summary>The reason of the last operation that returned false.</summary>
    public SectionRange Failure { get; private set; }

    public int Mark => _trail.Count;

    /// <summary>Counts what was looked at, as a measure of the work done.</summary>
    public long Looks { get; private set; }

    /// <summary>False when some section cannot hold its buffers, whatever their order.</summary>
    public bool CanStart()
    {
        for (int s = 0; s < _floor.Length; s++)
        {
            if (_waiting[s] > _problem.Limit[s])
                return Fail(s);
        }

        return Array.TrueForAll(_problem.HighestOffset, highest => highest >= 0);
    }

    /// <summary>Puts a waiting buffer onto the floor, which must be level under it; false when that cannot be completed.</summary>
    public bool Place(int buffer, long offset)
    {
        SectionRange alive = _problem.Alive[buffer];
        long size = _problem.Size[buffer], top = offset + size;
        _trail.Add(Change.Placed, buffer, 0);
        _placed[buffer] = true;
        _offset[buffer] = offset;
        Hashes.Toggle(buffer);
        int tooHigh = -1;
        for (int s = alive.First; s < alive.End; s++)
        {
            _waiting[s] -= size;
            SetFloor(s, _waiting[s] == 0 ? Wall : top);
            if (_waiting[s] > 0 && top + _waiting[s] > _problem.Limit[s])
                tooHigh = s;
        }

        for (int s = alive.First + 1; s < alive.End; s++)
            _crossing[s]--;
        if (tooHigh >= 0)
            return Fail(tooHigh);

        SectionRange touched = alive;
        Looks += _problem.Neighbours[buffer].Length;
        foreach (int other in _problem.Neighbours[buffer])
        {
            if (_placed[other])
                continue;
            touched = touched.Union(_problem.Alive[other]);
            if (!Lift(other, top))
                return false;
        }

        return LiftFloors(touched);
    }

    /// <summary>Decides that nothing that waits in these sections lies below a height.</summary>
    public bool Raise(SectionRange sections, long height)
    {
        SectionRange touched = sections;
        for (int s = sections.First; s < sections.End; s++)
        {
            if (_floor[s] < height)
                SetFloor(s, height);
            if (height + _waiting[s] > _problem.Limit[s])
                return Fail(s);
        }

        for (int s = sections.First; s < sections.End; s++)
        {
            Looks += _problem.AliveIn[s].Length;
            foreach (int other in _problem.AliveIn[s])
            {
                if (_placed[other])
                    continue;
                touched = touched.Union(_problem.Alive[other]);
                if (!Lift(other, height))
                    return false;
            }
        }

        return LiftFloors(touched);
    }

    /// <summary>
    /// Records that a waiting buffer does not lie on the floor under it, for a reason. Then it rests on another one that waits, so
    /// not lower than the lowest of those can reach.
    /// </summary>
    public bool Exclude(int buffer, SectionRange reason)
    {
        long support = Wall;
        foreach (int other in _problem.Neighbours[buffer])
        {
            if (!_placed[other])
                support = Math.Min(support, _lowest[other] + _problem.Size[other]);
        }

        if (support == Wall)
            return FailFor(reason);
        support = _problem.RoundUp(buffer, support);
        if (support <= _lowest[buffer])
            return true;
        _trail.Add(Change.Exclusion, buffer, Trail.Pack(_exclusion[buffer]));
        _exclusion[buffer] = reason;
        _trail.Add(Change.Lowest, buffer, _lowest[buffer]);
        _lowest[buffer] = support;
        return support > _problem.HighestOffset[buffer] ? FailFor(reason) : LiftFloors(_problem.Alive[buffer]);
    }

    /// <summary>Whether the lowest offset of a waiting buffer is more than what a level floor under it asks for.</summary>
    public bool IsExcluded(int buffer, long floor) => _lowest[buffer] > _problem.RoundUp(buffer, floor);

    public SectionRange ExclusionReason(int buffer) => _exclusion[buffer];

    /// <summary>Why things are as they are in these sections and next to them.</summary>
    public SectionRange ReasonAround(SectionRange sections) =>
        Reason(new SectionRange(Math.Max(sections.First - 1, 0), Math.Min(sections.End + 1, _reason.Length)));

    /// <summary>Why things are as they are in these sections.</summary>
    public SectionRange Reason(SectionRange sections)
    {
        SectionRange reason = sections;
        for (int s = sections.First; s < sections.End; s++)
            reason = reason.Union(_reason[s]);
        return reason;
    }

    /// <summary>Adds to why things are as they will be in these sections: what is about to be done there was not a free choice.</summary>
    public void AddReason(SectionRange sections, SectionRange reason)
    {
        for (int s = sections.First; s < sections.End; s++)
            Widen(s, reason);
    }

    /// <summary>Notes the reason of a failure found by the search and returns false.</summary>
    public bool FailFor(SectionRange reason)
    {
        Failure = reason;
        return false;
    }

    /// <summary>The same, with the section where it shows.</summary>
    public bool FailFor(SectionRange reason, int section)
    {
        _failures[section]++;
        return FailFor(reason);
    }

    public void UndoTo(int mark)
    {
        while (_trail.Count > mark)
        {
            (Change change, int index, long value) = _trail.RemoveLast();
            switch (change)
            {
                case Change.Floor:
                    _floor[index] = value;
                    break;
                case Change.Lowest:
                    _lowest[index] = value;
                    break;
                case Change.Witness:
                    _witness[index] = (int)value;
                    break;
                case Change.Reason:
                    _reason[index] = Trail.Unpack(value);
                    break;
                case Change.Exclusion:
                    _exclusion[index] = Trail.Unpack(value);
                    break;
                case Change.Placed:
                    TakeBack(index);
                    break;
            }
        }
    }

    private void TakeBack(int buffer)
    {
        SectionRange alive = _problem.Alive[buffer];
        _placed[buffer] = false;
        Hashes.Toggle(buffer);
        for (int s = alive.First; s < alive.End; s++)
            _waiting[s] += _problem.Size[buffer];
        for (int s = alive.First + 1; s < alive.End; s++)
            _crossing[s]++;
    }

    // A floor under the buffer has come to this height.
    private bool Lift(int buffer, long floor)
    {
        if (_lowest[buffer] >= floor)
            return true;
        _trail.Add(Change.Lowest, buffer, _lowest[buffer]);
        _lowest[buffer] = _problem.RoundUp(buffer, floor);
        return _lowest[buffer] <= _problem.HighestOffset[buffer] || FailBuffer(buffer);
    }

    // Floors below everything that waits on them come up to the lowest of it. That lifts no buffer: all are above already.
    private bool LiftFloors(SectionRange sections)
    {
        Looks += sections.End - sections.First;
        for (int s = sections.First; s < sections.End; s++)
        {
            int witness = _witness[s];
            if (_waiting[s] == 0 || (!_placed[witness] && _lowest[witness] <= _floor[s]))
                continue;

            Looks += _problem.AliveIn[s].Length;
            long lowest = long.MaxValue, floor = _floor[s];
            int found = -1;
            foreach (int buffer in _problem.AliveIn[s])
            {
                if (_placed[buffer] || _lowest[buffer] >= lowest)
                    continue;
                (lowest, found) = (_lowest[buffer], buffer);
                if (lowest <= floor)
                    break;
            }

            if (found != witness)
            {
                _trail.Add(Change.Witness, s, witness);
                _witness[s] = found;
            }

            if (lowest <= floor)
                continue;
            Widen(s, ReasonForLowest(s, lowest));
            SetFloor(s, lowest);
            if (lowest + _waiting[s] > _problem.Limit[s])
                return Fail(s);
        }

        return true;
    }

    // Why every buffer waiting in a section lies at or above a height: for each the closest section that holds it up.
    private SectionRange ReasonForLowest(int section, long height)
    {
        SectionRange reason = _reason[section];
        foreach (int buffer in _problem.AliveIn[section])
        {
            if (_placed[buffer])
                continue;
            SectionRange alive = _problem.Alive[buffer];
            int support = -1;
            for (int distance = 1; support < 0 && (section - distance >= alive.First || section + distance < alive.End); distance++)
            {
                if (section - distance >= alive.First && Supports(section - distance, buffer, height))
                    support = section - distance;
                else if (section + distance < alive.End && Supports(section + distance, buffer, height))
                    support = section + distance;
            }

            reason = reason.Union(support < 0 ? _exclusion[buffer] : _reason[support]);
        }

        return reason;
    }

    private bool Supports(int section, int buffer, long height) => _problem.RoundUp(buffer, _floor[section]) >= height;

    private bool FailBuffer(int buffer)
    {
        SectionRange alive = _problem.Alive[buffer];
        for (int s = alive.First; s < alive.End; s++)
        {
            if (Supports(s, buffer, _lowest[buffer]))
                return Fail(s);
        }

        return FailFor(_exclusion[buffer]);
    }

    private bool Fail(int section) => FailFor(_reason[section], section);

    private void SetFloor(int section, long height)
    {
        _trail.Add(Change.Floor, section, _floor[section]);
        _floor[section] = height;
    }

    private void Widen(int section, SectionRange reason)
    {
        if (_reason[section].Contains(reason))
            return;
        _trail.Add(Change.Reason, section, Trail.Pack(_reason[section]));
        _reason[section] = _reason[section].Union(reason);
    }
}
