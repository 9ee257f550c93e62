using System.Diagnostics;

using Lucid.Packaging;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>Runs a recording with a watch and, where the queue has them, timestamps.</summary>
internal static class ProfiledRun
{
    public static RunProfile Execute(ShapeRecording recording, SessionEngine engine, ProfileDetail detail)
    {
        bool hasTimestamps = engine.Device.Limits.TimestampPeriod > 0;
        if (!hasTimestamps) detail = ProfileDetail.None;
        long start = Stopwatch.GetTimestamp();
        if (detail == ProfileDetail.None) recording.Submit();
        else recording.SubmitProfiled(detail);
        double submit = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        engine.Wait(start);
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        recording.ThrowIfOverflowed();
        double[] marks = detail == ProfileDetail.None ? [] : recording.ReadMarks(detail);
        double? busy = marks.Length > 0 ? marks[^1] : null;
        // The device may be at work while the call that submits has not returned: that time is the device's.
        submit = Math.Min(submit, Math.Max(0, wall - (busy ?? 0)));
        return new(wall, 0, submit, busy, 0, detail == ProfileDetail.Kernels ? Kernels(recording.Plan, marks) : []);
    }

    private static ValueList<KernelProfile> Kernels(ShapePlan plan, double[] marks) =>
    [
        .. plan.Kernels.Select((kernel, i) => new KernelProfile(
            kernel.Kernel.Name, kernel.Candidate.Variant, kernel.Parts.Length, marks[i + 1] - marks[i],
            Value(kernel.Kernel, kernel.Kernel.Flops, plan), Value(kernel.Kernel, kernel.Kernel.BytesMoved, plan))),
    ];

    private static long Value(ProgramKernel kernel, IntExpr expression, ShapePlan plan)
    {
        try
        {
            return expression.Evaluate(plan.Symbols);
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ProgramException($"kernel {kernel.Name}: {exception.Message}", exception);
        }
    }
}
