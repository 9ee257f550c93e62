using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>Tells plans to people.</summary>
internal static class SessionReports
{
    public static SessionReport Of(CompiledModel model, VulkanDevice device, PersistentPlan persistent, ShapePlan plan) => new(
        model.Name,
        device.Info.Name,
        Named(model.Inputs, plan.InputShapes),
        Named(model.Outputs, plan.OutputShapes),
        Kernels(persistent.Prepare),
        Kernels(plan.Kernels),
        plan.BarrierCount,
        persistent.Kept.TotalBytes,
        plan.TransferBlocks.TotalBytes,
        plan.Arena.PeakBytes,
        plan.Arena.LowerBoundBytes,
        plan.Arena.Method);

    private static ValueList<(string Name, Shape Shape)> Named(ValueList<ProgramTensor> tensors, ImmutableArray<Shape> shapes) =>
        [.. tensors.Select((tensor, i) => (tensor.Name, shapes[i]))];

    private static ValueList<KernelReport> Kernels(ImmutableArray<KernelPlan> kernels) =>
    [
        .. kernels.Select(kernel => new KernelReport(
            kernel.Kernel.Name, kernel.Candidate.Variant, kernel.Candidate.OrderClass,
            kernel.Kernel.Candidates.ToList().IndexOf(kernel.Candidate), kernel.Parts.Length,
            kernel.Parts.Sum(part => (long)part.Count.X * part.Count.Y * part.Count.Z))),
    ];
}
