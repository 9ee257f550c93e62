using Lucid.Model.Ops;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Blocks of positions to channels and back.</summary>
internal static class BlockOrders
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("DepthToSpace", 1, "blocksize mode@11-21", node => node.Output(node.Emit(new DepthToSpace(BlockSize(node),
            node.Attributes.Choice("mode", "DCR", ("DCR", false), ("CRD", true))), node.Operand(0, "input")))),
        new("SpaceToDepth", 1, "blocksize", node => node.Output(node.Emit(new SpaceToDepth(BlockSize(node)), node.Operand(0, "input")))),
    ];

    private static long BlockSize(NodeLowering node) => node.Attributes.Int("blocksize") ?? throw node.Attributes.Missing("blocksize");
}
