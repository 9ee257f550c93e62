using System.Globalization;

using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Verification.Running;

/// <summary>Runs models on a Vulkan device, which it owns.</summary>
public sealed class DeviceRunner(VulkanDevice device) : ModelRunner
{
    /// <summary>The device.</summary>
    public VulkanDevice Device => device;

    /// <inheritdoc/>
    public override string DeviceName => device.Info.Name;

    /// <inheritdoc/>
    public override PreparedModel Prepare(ModelSource model) => new Prepared(CompiledModel.FromPackage(model.Package), device, new SessionOptions());

    /// <summary>As if no application had ever found out which candidates are wrong on the device.</summary>
    public PreparedModel PrepareAfresh(ModelSource model) => new Prepared(CompiledModel.FromPackage(model.Package), device, new SessionOptions { UsesFindings = false });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) device.Dispose();
    }

    private sealed class Prepared : PreparedModel
    {
        private readonly CompiledModel _model;
        private readonly Session _session;

        public Prepared(CompiledModel model, VulkanDevice device, SessionOptions options) => (_model, _session) = (model, model.CreateSession(device, options));

        public override RunResult Run(IReadOnlyDictionary<string, HostTensor> inputs, Action<int, int>? progress, CancellationToken cancellation)
        {
            IReadOnlyDictionary<string, HostTensor> results = cancellation.CanBeCanceled
                ? _session.RunAsync(inputs, cancellation).GetAwaiter().GetResult()
                : _session.Run(inputs);
            OrderedDictionary<string, HostTensor> outputs = new(StringComparer.Ordinal);
            foreach (ProgramTensor output in _model.Outputs) outputs.Add(output.Name, results[output.Name]);
            SessionReport report = _session.Explain([.. _model.Inputs.Select(input => inputs[input.Name].Shape)]);
            return new RunResult(outputs, report.Dispatches, report.HostOps) { Kernels = [.. report.Kernels], Variants = Variants(report) };
        }

        private string Variants(SessionReport report)
        {
            LoweredProgram program = _session.Model.Package.Program;
            var counts = report.Kernels.GroupBy(kernel => kernel.Variant).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.Count() == 1 ? group.Key : string.Create(CultureInfo.InvariantCulture, $"{group.Key} ×{group.Count()}"));
            return $"{program.Precision.Text()} {program.Numerics.ToString().ToLowerInvariant()}: {string.Join(", ", counts)}";
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (!disposing) return;
            _session.Dispose();
            _model.Dispose();
        }
    }
}
