using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Import.Weights;

/// <summary>Initial values for weights that a state dict lacks, where they were asked for: those of torch's layers, from the generator of <c>Initialize(seed)</c>.</summary>
internal static class InitialWeights
{
    /// <summary>
    /// Weights and biases of linear layers are uniform in ±1/√fan_in, fan_in = weight.shape[1]·∏kernel (Kaiming, a = √5); normalisations begin as the
    /// identity, PRelu slopes at 0.25.
    /// </summary>
    public static HostTensor Make(OnnxModel model, TensorProto tensor, long seed)
    {
        (ElementType element, Shape shape) = TensorData.TypeOf(tensor, model.Source, $"initializer '{tensor.Name}'");
        double[] values = new double[shape.ElementCount];
        OnnxNode? user = model.Nodes.FirstOrDefault(node => node.Inputs.Contains(tensor.Name));
        switch (user?.OpType)
        {
            case "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization":
                // scale and variance 1, shift and mean 0
                if (Position(user, tensor) is 1 or 4) Array.Fill(values, 1);
                break;
            case "PRelu":
                Array.Fill(values, 0.25);
                break;
            default:
                new ParameterGenerator(seed, tensor.Name).FillUniform(values, 1 / Math.Sqrt(Math.Max(1, FanIn(WeightOf(model, user, tensor)))));
                break;
        }

        return HostTensor.FromDoubles(element, shape, values);
    }

    private static int Position(OnnxNode node, TensorProto tensor) => Enumerable.Range(0, node.Inputs.Length).First(i => node.Inputs[i] == tensor.Name);

    // A bias has the fan of the weight beside it.
    private static TensorProto WeightOf(OnnxModel model, OnnxNode? user, TensorProto tensor) => user is null || tensor.Dims.Count > 1 || user.Inputs.Length < 2
        ? tensor
        : model.Graph.Initializer.FirstOrDefault(other => other.Name == user.Inputs[1]) ?? tensor;

    private static long FanIn(TensorProto weight) => weight.Dims.Skip(1).Aggregate(1L, (product, extent) => checked(product * extent));
}
