namespace Lucid.Planning.Search;

/// <summary>
/// A level stretch of floors between higher ones, and how to go on there: place one of the waiting buffers that fit into it and
/// start at its floor, or leave the space up to the rim empty.
/// </summary>
/// <param name="Sections">Where it is.</param>
/// <param name="Floor">Its floor.</param>
/// <param name="Rim">The floor next to it, the lower of the two; <see cref="ArenaState.Wall"/> when both are walls.</param>
/// <param name="Candidates">How many waiting buffers can be placed.</param>
/// <param name="CanRaise">Whether leaving it empty is a way.</param>
/// <param name="Room">The least that any of its sections can still waste.</param>
/// <param name="Failures">The most failures any of its sections has seen.</param>
internal readonly record struct Valley(
    SectionRange Sections, long Floor, long Rim, int Candidates, bool CanRaise, long Room, long Failures)
{
    public int Ways => Candidates + (CanRaise ? 1 : 0);

    /// <summary>Smaller is to be taken first.</summary>
    public (double, long) Urgency(ValleyChoice choice) => choice switch
    {
        ValleyChoice.Tightest => Ways == 1 ? (-1, 0) : (Room, Ways),
        ValleyChoice.MostFailures => Ways == 1 ? (-1, 0) : (Ways / (1.0 + Failures), 0),
        ValleyChoice.Lowest => (Floor, Ways),
    };
}
