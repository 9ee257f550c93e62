using System.Globalization;
using System.Text;

using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>What a session does for given input shapes: a plan, made without running anything.</summary>
/// <param name="Model">The model.</param>
/// <param name="Device">The device.</param>
/// <param name="Inputs">Names and shapes of the inputs.</param>
/// <param name="Outputs">Names and shapes of the outputs.</param>
/// <param name="Prepare">Kernels run once when the session was made.</param>
/// <param name="Kernels">Kernels of a run.</param>
/// <param name="Barriers">Barriers between them.</param>
/// <param name="ConstantBytes">Device memory of constants in their packings.</param>
/// <param name="TransferBytes">Device memory of inputs and outputs.</param>
/// <param name="ArenaBytes">Device memory of activations: the plan's peak.</param>
/// <param name="ArenaLowerBoundBytes">The largest sum of activations alive at once: no plan has a smaller peak.</param>
/// <param name="ArenaMethod">What planned the arena: <c>package</c>, or a planner's name.</param>
public sealed record SessionReport(
    string Model,
    string Device,
    ValueList<(string Name, Shape Shape)> Inputs,
    ValueList<(string Name, Shape Shape)> Outputs,
    ValueList<KernelReport> Prepare,
    ValueList<KernelReport> Kernels,
    int Barriers,
    long ConstantBytes,
    long TransferBytes,
    long ArenaBytes,
    long ArenaLowerBoundBytes,
    string ArenaMethod)
{
    /// <summary>Dispatches of a run.</summary>
    public int Dispatches => Kernels.Sum(kernel => kernel.Dispatches);

    /// <summary>Tensor operations that run on the host: none, whatever the model. The host converts element types at the door and computes shapes.</summary>
    public int HostOps { get; }

    /// <summary>A table for people.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Model} on {Device}");
        foreach ((string name, Shape shape) in Inputs) text.AppendLine(CultureInfo.InvariantCulture, $"  input  {name} {shape}");
        foreach ((string name, Shape shape) in Outputs) text.AppendLine(CultureInfo.InvariantCulture, $"  output {name} {shape}");
        foreach (KernelReport kernel in Kernels)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kernel.Name}: {kernel.Variant}, {kernel.Dispatches} dispatches of {kernel.Workgroups} workgroups");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {Dispatches} dispatches, {Barriers} barriers, {HostOps} host operations");
        text.Append(CultureInfo.InvariantCulture, $"  constants {ByteText.Of(ConstantBytes)}, inputs and outputs {ByteText.Of(TransferBytes)}, arena {ByteText.Of(ArenaBytes)} (lower bound {ByteText.Of(ArenaLowerBoundBytes)}, {ArenaMethod})");
        return text.ToString();
    }
}
