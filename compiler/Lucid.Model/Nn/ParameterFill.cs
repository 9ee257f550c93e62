using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>How a parameter is initialised: with one value, or uniformly in ±bound.</summary>
internal readonly record struct ParameterFill(double Value, double Bound)
{
    public static ParameterFill Constant(double value) => new(value, 0);

    /// <summary>
    /// torch's rule for weights and biases of linear layers: Kaiming uniform with a = √5, that is bound = √(6 / ((1 + a²) · fan_in)) = 1/√fan_in.
    /// </summary>
    public static ParameterFill Kaiming(long fanIn) => new(0, 1 / Math.Sqrt(fanIn));

    public static ParameterFill Uniform(double bound) => new(0, bound);

    public HostTensor Make(long seed, string name, ElementType element, Shape shape)
    {
        double[] values = new double[shape.ElementCount];
        if (Bound == 0) Array.Fill(values, Value);
        else new ParameterGenerator(seed, name).FillUniform(values, Bound);
        return HostTensor.FromDoubles(element, shape, values);
    }
}
