using Lucid.Model.Ops;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Normalisations, in inference.</summary>
internal static class Normalizations
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("BatchNormalization", 5, "epsilon momentum is_test@6-6 spatial@6-8 training_mode@14-21", BatchNormalization),
    ];

    private static void BatchNormalization(NodeLowering node)
    {
        if (node.Attributes.Flag("training_mode", false)) throw node.Unsupported("training_mode", "export the model in evaluation mode");
        if (!node.Attributes.Flag("spatial", true)) throw node.Unsupported("spatial = 0", "statistics are one number a channel");
        node.Output(node.Emit(new BatchNormalization(node.Attributes.Float("epsilon", 1e-5)),
            node.Operand(0, "X"), node.Operand(1, "scale"), node.Operand(2, "B"), node.Operand(3, "mean"), node.Operand(4, "var")));
    }
}
