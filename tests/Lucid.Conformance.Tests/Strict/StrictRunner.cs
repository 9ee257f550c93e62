using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Runs models compiled strictly on a device, and holds every output to the bits of the strict evaluator.</summary>
internal sealed class StrictRunner(VulkanDevice device) : ModelRunner
{
    public override string DeviceName => $"strict on {device.Info.Name}";

    public override PreparedModel Prepare(ModelSource model) => new Prepared(model.Graph, device);

    private sealed class Prepared(Graph graph, VulkanDevice device) : PreparedModel
    {
        private static readonly CompileOptions Options = new() { Numerics = NumericsMode.Strict };

        public override RunResult Run(IReadOnlyDictionary<string, HostTensor> inputs, Action<int, int>? progress, CancellationToken cancellation)
        {
            StrictResult result = StrictRun.Check(device, graph, inputs, graph.Name, Options);
            return new RunResult(result.Outputs, Dispatches: 1, HostOps: 0);
        }
    }
}
