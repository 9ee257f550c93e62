namespace Lucid.Planning.Search;

/// <summary>
/// A hash of the set of waiting buffers alive in a range of sections, for any range at once: the buffers that start before its end
/// without those that end before its start, both as running exclusive-ors over a random number for each buffer.
/// </summary>
internal sealed class WaitingHashes
{
    private readonly SectionedProblem _problem;
    private readonly ulong[] _numbers;
    private readonly ulong[] _starting; // by section
    private readonly ulong[] _ending; // by the section they no longer reach
    private readonly ulong[] _startedBefore;
    private readonly ulong[] _endedBy;

    public WaitingHashes(SectionedProblem problem)
    {
        _problem = problem;
        _numbers = new ulong[problem.Count];
        _starting = new ulong[problem.SectionCount + 1];
        _ending = new ulong[problem.SectionCount + 1];
        _startedBefore = new ulong[problem.SectionCount + 1];
        _endedBy = new ulong[problem.SectionCount + 1];
        var numbers = new NumberSequence(1);
        for (int b = 0; b < problem.Count; b++)
        {
            _numbers[b] = numbers.Next();
            Toggle(b);
        }
    }

    /// <summary>A waiting buffer was placed, or a placed one taken back.</summary>
    public void Toggle(int buffer)
    {
        _starting[_problem.Alive[buffer].First] ^= _numbers[buffer];
        _ending[_problem.Alive[buffer].End] ^= _numbers[buffer];
    }

    /// <summary>Makes <see cref="Of"/> answer for the present state.</summary>
    public void Update()
    {
        ulong started = 0, ended = 0;
        for (int s = 0; s < _starting.Length; s++)
        {
            _startedBefore[s] = started;
            started ^= _starting[s];
            ended ^= _ending[s];
            _endedBy[s] = ended;
        }
    }

    public ulong Of(SectionRange sections) => _startedBefore[sections.End] ^ _endedBy[sections.First];
}
