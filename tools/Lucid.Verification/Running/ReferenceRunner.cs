using Lucid.Model;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Verification.Running;

/// <summary>Runs models on the reference interpreter.</summary>
public sealed class ReferenceRunner : ModelRunner
{
    /// <summary>The name of the interpreter among the devices.</summary>
    public const string Name = "reference";

    /// <inheritdoc/>
    public override string DeviceName => Name;

    /// <inheritdoc/>
    public override PreparedModel Prepare(ModelSource model) => new Prepared(model.Graph);

    private sealed class Prepared(Graph graph) : PreparedModel
    {
        public override RunResult Run(IReadOnlyDictionary<string, HostTensor> inputs, Action<int, int>? progress, CancellationToken cancellation)
        {
            ReferenceResult result = ReferenceInterpreter.Run(graph, inputs, new ReferenceOptions { Progress = progress }, cancellation);
            OrderedDictionary<string, HostTensor> outputs = new(StringComparer.Ordinal);
            foreach ((string name, ReferenceTensor tensor) in result.Outputs) outputs.Add(name, tensor.ToHost());
            return new RunResult(outputs, Dispatches: 0, HostOps: graph.Nodes.Length);
        }
    }
}
