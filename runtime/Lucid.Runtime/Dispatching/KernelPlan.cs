using System.Collections.Immutable;

using Lucid.Packaging;

namespace Lucid.Runtime.Dispatching;

/// <summary>What is recorded for one kernel.</summary>
/// <param name="Kernel">The program's kernel.</param>
/// <param name="Candidate">The candidate chosen.</param>
/// <param name="Parts">Its dispatches in order; none where there is nothing to do.</param>
/// <param name="BarrierBefore">It depends on what was recorded since the last barrier.</param>
/// <param name="ParameterOffset">Byte offset of its parameters in the uniform data.</param>
/// <param name="ParameterBytes">Bytes of the uniform binding.</param>
internal sealed record KernelPlan(
    ProgramKernel Kernel,
    KernelCandidate Candidate,
    ImmutableArray<DispatchPart> Parts,
    bool BarrierBefore,
    long ParameterOffset,
    long ParameterBytes);
