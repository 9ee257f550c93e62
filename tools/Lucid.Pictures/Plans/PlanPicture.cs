using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Planning;

namespace Lucid.Pictures.Plans;

/// <summary>What there is to show of a program's arena.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Sizes">The sizes that the plan is for, as text; empty where all are known.</param>
/// <param name="Steps">Names of the kernels: a buffer is alive over some of these.</param>
/// <param name="Plan">The offsets; a buffer's lifetime counts steps.</param>
public sealed record PlanPicture(string Model, string Sizes, ImmutableArray<string> Steps, MemoryPlan Plan)
{
    /// <summary>The plan with the kernels of a program as its time.</summary>
    public static PlanPicture Of(LoweredProgram program, MemoryPlan plan, string sizes) =>
        new(program.Name, sizes, [.. program.Main.Select(kernel => kernel.Name)], plan);

    /// <summary>Bytes alive at each step.</summary>
    public ImmutableArray<long> Live
    {
        get
        {
            long[] live = new long[Steps.Length];
            foreach (BufferLifetime buffer in Plan.Problem.Buffers)
            {
                for (long step = buffer.Lower; step < buffer.Upper; step++)
                    live[step] = checked(live[step] + buffer.Size);
            }

            return [.. live];
        }
    }
}
