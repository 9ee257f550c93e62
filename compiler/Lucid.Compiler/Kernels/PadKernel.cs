using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Padding and cropping in every mode (shaders/pad).</summary>
internal static class PadKernel
{
    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var pad = (Pad)node.Op;
        Storage source = context.ReadStored(node.Inputs[0]);
        bool channelsStay = source.Shape.Rank > 1 && pad.Begin[1] == IntExpr.Zero && pad.End[1] == IntExpr.Zero;
        if (source.Layout == StorageLayout.Blocked && !channelsStay) source = context.ReadStored(node.Inputs[0], StorageLayout.Plain);
        bool blocked = source.Layout == StorageLayout.Blocked || (channelsStay && context.IsWantedInBlocks(group.Output));
        Storage target = context.DefineView(group.Output, context.PreferredLayout(group.Output, blocked), source.IsStatic);

        TensorAccess output = TensorAccess.Broadcast(target, target.Shape);
        TensorAccess operand = new(source, IntExpr.Zero, ValueList.Create<IntExpr>(source.AxisStrides()), source.Layout == StorageLayout.Blocked ? 1 : -1, IntExpr.Zero)
        {
            // A layer of a padded first axis reads another one of the operand.
            ReachesAnywhere = pad.Begin.Count == 0 || pad.Begin[0] != IntExpr.Zero || pad.End[0] != IntExpr.Zero,
        };
        IndexSpace space = IndexSpace.OfAxes(target.Shape, output, [operand]);
        IndexSpace.CheckCount(space.Axes.Count);
        List<IntExpr> begin = [.. pad.Begin];
        List<IntExpr> extents = [.. source.Shape.Extents];
        if (space.Channel == 2)
        {
            extents[1] = IntExpr.CeilDiv(extents[1], 4);
            begin.Add(0);
            extents.Add(4);
        }

        ElementType element = context.Graph.TypeOf(node.Output).Element;
        ValueList<IntExpr> parameters = [.. Padded(begin, 0), .. Padded(extents, 1), DeviceScalar.Bits(pad.Value, element)];
        string module = context.Modules.Chained("pad/pad", group.Elementwise);
        context.Emit(
            new ProgramKernel(group.Name, group.NodeNames,
                IndexedCandidates.InQuads(space, output, [operand], "pad", module, [new(5, ModeNumber(pad.Mode)), .. KernelModules.ChainConstants(group.Elementwise)], parameters),
                IntExpr.Zero, (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    private static uint ModeNumber(PadMode mode) => mode switch
    {
        PadMode.Constant => 0,
        PadMode.Reflect => 1,
        PadMode.Edge => 2,
        PadMode.Wrap => 3,
    };

    private static IEnumerable<IntExpr> Padded(List<IntExpr> values, long fill) =>
        values.Concat(Enumerable.Repeat((IntExpr)fill, IndexSpace.MaxAxes - values.Count));
}
