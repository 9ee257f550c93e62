namespace Lucid.Planning.Search;

/// <summary>
/// Searches offsets for all buffers of a problem within its capacity. Exact: when it ends without a solution there is none.
/// <para>
/// As in Moffitt's MiniMalloc (ASPLOS 2023) only solutions are sought in which every buffer has sunk as low as it can, and the arena
/// is filled from below. The order of filling differs: a step settles the floor of one <em>valley</em>, a level stretch of floors with
/// higher ones on both sides, and it may be any valley. Of the buffers that wait, those alive beyond its ends lie above its rim. So
/// look at the lowest of the buffers that live within it: either it lies on the floor, and one branch for each candidate covers this;
/// or it rests on a buffer from beyond the ends, and all between floor and rim is empty. In the latter case no buffer of the valley
/// fits below the rim, for otherwise it would sink; so that branch is open only then.
/// </para>
/// <para>
/// Since the choice of valley is free, what has one way to go on is done at once, and the rest in the order of a
/// <see cref="SearchStrategy"/>. Stretches of time that no waiting buffer connects are searched one after the other, never in
/// combination. A failure comes with the sections that explain it: a placement outside them is taken back without trying its
/// alternatives, and the state within them becomes a nogood (<see cref="Nogoods"/>).
/// </para>
/// </summary>
internal sealed class ArenaSearch
{
    private const int LooksInAStep = 256;

    private readonly SectionedProblem _problem;
    private readonly ArenaState _state;
    private readonly Nogoods _nogoods;
    private readonly StepBudget _budget;
    private readonly SearchStrategy _strategy;
    private readonly int[] _ranks;
    private long _stepsLeft;
    private long _nodes;
    private long _looksSeen;
    private bool _stopped;

    public ArenaSearch(SectionedProblem problem, SearchStrategy strategy, int round, Nogoods nogoods, StepBudget budget)
    {
        _problem = problem;
        _strategy = strategy;
        _ranks = strategy.Ranks(problem, round);
        _nogoods = nogoods;
        _budget = budget;
        _state = new ArenaState(problem);
    }

    /// <summary>In units, by buffer of the sectioned problem; meant after <see cref="SearchOutcome.Found"/>.</summary>
    public ReadOnlySpan<long> Offsets => _state.Offset;

    public SearchOutcome Run(long steps)
    {
        _stepsLeft = steps;
        if (!_state.CanStart())
            return SearchOutcome.Impossible;
        var all = new SectionRange(0, _problem.SectionCount);
        if (all.End == 0 || Solve(all, all))
            return SearchOutcome.Found;
        return _stopped ? SearchOutcome.Stopped : SearchOutcome.Impossible;
    }

    // Completes the sections, or returns false with the state as it was and the reason in _state.Failure.
    private bool Solve(SectionRange sections, SectionRange changed)
    {
        int entry = _state.Mark;
        long nodesBefore = _nodes;
        if (Fill(sections, changed))
            return true;
        if (_stopped)
            return false;
        _state.UndoTo(entry);
        if (_nodes - nodesBefore > 1)
            _nogoods.Add(_state, _state.Failure); // What fails at first sight is seen as fast without.
        return false;
    }

    private bool Fill(SectionRange sections, SectionRange changed)
    {
        while (true)
        {
            // Steps are work rather than nodes, so that a budget means about the same time whatever the problem.
            long steps = 1 + (_state.Looks - _looksSeen + sections.End - sections.First) / LooksInAStep;
            _looksSeen = _state.Looks;
            _stepsLeft -= steps;
            _nodes++;
            if (!_budget.TrySpend(steps) || _stepsLeft < 0)
            {
                _stopped = true;
                return false;
            }

            if (_nogoods.Forbids(_state, changed, out SectionRange known))
                return _state.FailFor(_state.Reason(known), Math.Max(known.First, sections.First));
            if (TrySplit(sections, changed, out bool solved))
                return solved;

            if (!TryChooseValley(sections, out Valley valley))
                return false;
            if (valley.Ways > 1)
                return Branch(sections, valley);

            changed = valley.Sections;
            if (!TakeOnlyWay(valley))
                return false;
        }
    }

    // Falls apart the sections where no waiting buffer is alive on both sides of a boundary. True when that settles the matter.
    private bool TrySplit(SectionRange sections, SectionRange changed, out bool solved)
    {
        solved = true;
        bool whole = true;
        int first = sections.First;
        for (int s = sections.First; s < sections.End; s++)
        {
            if (s + 1 < sections.End && _state.Crossing[s + 1] > 0)
                continue;
            var piece = new SectionRange(first, s + 1);
            first = s + 1;
            if (piece == sections && _state.Waiting[piece.First] > 0)
                return false;
            whole = false;
            if (_state.Waiting[piece.First] == 0)
                continue;
            if (!Solve(piece, changed))
            {
                solved = false;
                return true;
            }
        }

        return !whole;
    }

    private bool TakeOnlyWay(Valley valley)
    {
        SectionRange reason = ReasonOf(valley);
        if (valley.CanRaise)
        {
            _state.AddReason(valley.Sections, reason);
            return _state.Raise(valley.Sections, valley.Rim);
        }

        int buffer = Candidates(valley)[0];
        _state.AddReason(_problem.Alive[buffer], reason);
        return _state.Place(buffer, _state.Lowest[buffer]);
    }

    private bool Branch(SectionRange sections, Valley valley)
    {
        SectionRange reason = ReasonOf(valley);
        foreach (int buffer in Candidates(valley))
        {
            SectionRange alive = _problem.Alive[buffer];
            int before = _state.Mark;
            if (_state.Place(buffer, _state.Lowest[buffer]) && Solve(sections, alive))
                return true;
            if (_stopped)
                return false;
            SectionRange failure = _state.Failure;
            _state.UndoTo(before);
            if (!failure.Touches(alive))
                return false; // It fails in the same way without this placement.
            reason = reason.Union(failure);
            if (!_state.Exclude(buffer, reason))
                return _state.FailFor(reason.Union(_state.Failure));
        }

        if (!valley.CanRaise)
            return _state.FailFor(reason);
        _state.AddReason(valley.Sections, reason);
        return _state.Raise(valley.Sections, valley.Rim) && Solve(sections, valley.Sections);
    }

    // False when some valley has no way to go on.
    private bool TryChooseValley(SectionRange sections, out Valley best)
    {
        best = default;
        (double, long) least = (double.PositiveInfinity, 0);
        ReadOnlySpan<long> floor = _state.Floor;
        for (int first = sections.First, end; first < sections.End; first = end)
        {
            for (end = first + 1; end < sections.End && floor[end] == floor[first];)
                end++;
            long left = first == sections.First ? ArenaState.Wall : floor[first - 1];
            long right = end == sections.End ? ArenaState.Wall : floor[end];
            if (left < floor[first] || right < floor[first])
                continue;
            Valley valley = Survey(new SectionRange(first, end), Math.Min(left, right));
            if (valley.Ways == 0)
                return _state.FailFor(ReasonOf(valley), valley.Sections.First);
            (double, long) urgency = valley.Urgency(_strategy.Valley);
            if (urgency.CompareTo(least) < 0)
                (best, least) = (valley, urgency);
        }

        return true;
    }

    private Valley Survey(SectionRange sections, long rim)
    {
        long floor = _state.Floor[sections.First], room = long.MaxValue, failures = 0;
        int candidates = 0;
        bool canRaise = rim < ArenaState.Wall;
        for (int s = sections.First; s < sections.End; s++)
        {
            room = Math.Min(room, _problem.Limit[s] - floor - _state.Waiting[s]);
            failures = Math.Max(failures, _state.Failures[s]);
            foreach (int buffer in _problem.StartingIn[s])
            {
                if (_state.Placed[buffer] || _problem.Alive[buffer].End > sections.End)
                    continue;
                long offset = _problem.RoundUp(buffer, floor);
                if (offset < rim && _state.Lowest[buffer] == offset)
                    candidates++;
                canRaise &= offset + _problem.Size[buffer] > rim;
            }
        }

        return new Valley(sections, floor, rim, candidates, canRaise && rim - floor <= room, room, failures);
    }

    private List<int> Candidates(Valley valley)
    {
        var buffers = new List<int>(valley.Candidates);
        for (int s = valley.Sections.First; s < valley.Sections.End; s++)
        {
            foreach (int buffer in _problem.StartingIn[s])
            {
                long offset = _problem.RoundUp(buffer, valley.Floor);
                if (LivesWithin(valley, buffer) && offset < valley.Rim && _state.Lowest[buffer] == offset)
                    buffers.Add(buffer);
            }
        }

        buffers.Sort((a, b) => _ranks[a].CompareTo(_ranks[b]));
        return buffers;
    }

    private bool LivesWithin(Valley valley, int buffer) => !_state.Placed[buffer] && _problem.Alive[buffer].End <= valley.Sections.End;

    // Why these and no others are the ways to go on: what is in the valley and at its rim, and who was excluded.
    private SectionRange ReasonOf(Valley valley)
    {
        SectionRange reason = _state.ReasonAround(valley.Sections);
        for (int s = valley.Sections.First; s < valley.Sections.End; s++)
        {
            foreach (int buffer in _problem.StartingIn[s])
            {
                if (LivesWithin(valley, buffer) && _state.IsExcluded(buffer, valley.Floor))
                    reason = reason.Union(_state.ExclusionReason(buffer));
            }
        }

        return reason;
    }
}
