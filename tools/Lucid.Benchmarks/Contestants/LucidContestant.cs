using System.Diagnostics;

using Lucid.Benchmarks.Workloads;
using Lucid.Compiler;
using Lucid.Files;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Contestants;

/// <summary>Lucid on a Vulkan device. Runs go from the caller's arrays into the caller's arrays, as those of peers do, and allocate nothing.</summary>
internal sealed class LucidContestant(VulkanDevice device, string name, CompileOptions options) : Contestant(name)
{
    private readonly Dictionary<Workload, Loaded> _loaded = new(ReferenceEqualityComparer.Instance);

    public override string Version => device.ToString();

    public override IReadOnlyList<NamedTensor> Load(Workload workload, string folder)
    {
        try
        {
            Loaded loaded = new(workload, device, options);
            _loaded.Add(workload, loaded);
            loaded.Run();
            return loaded.Outputs();
        }
        catch (DeviceException fault)
        {
            throw new ContestantException(fault.Message, fault);
        }
    }

    public override Timing Run(Workload workload) => _loaded[workload].Run();

    public override string Choices(Workload workload) =>
        string.Join(", ", _loaded[workload].Report().Kernels.Select(kernel => kernel.Variant).Distinct(StringComparer.Ordinal));

    /// <summary>Each kernel's time in one run, apart from the others'; empty where the device has no timestamps.</summary>
    public ValueList<KernelProfile> Profile(Workload workload) => _loaded[workload].Profile();

    /// <summary>What a workload was lowered to.</summary>
    public LoweredProgram Program(Workload workload) => _loaded[workload].Program;

    /// <summary>What the session planned.</summary>
    public SessionReport Report(Workload workload) => _loaded[workload].Report();

    /// <summary>Frees what a workload takes on the device.</summary>
    public void Unload(Workload workload)
    {
        if (_loaded.Remove(workload, out Loaded? loaded)) loaded.Dispose();
    }

    public override void Dispose()
    {
        foreach (Loaded loaded in _loaded.Values) loaded.Dispose();
        _loaded.Clear();
    }

    private sealed class Loaded : IDisposable
    {
        private readonly CompiledModel _model;
        private readonly Session _session;
        private readonly Shape[] _shapes;
        private readonly byte[][] _inputs;
        private readonly byte[][] _outputs;
        private readonly HostTensor[] _results;

        public Loaded(Workload workload, VulkanDevice device, CompileOptions options)
        {
            ModelPackage package = workload.Compile(options);
            Program = package.Program;
            _model = CompiledModel.FromPackage(package);
            _session = _model.CreateSession(device);
            _shapes = [.. workload.Inputs.Select(input => input.Tensor.Shape)];
            _inputs = [.. workload.Inputs.Select(input => input.Tensor.Bytes.ToArray())];
            using SessionRun run = _session.Begin(_shapes);
            Shape[] shapes = new Shape[_model.Outputs.Count];
            for (int i = 0; i < shapes.Length; i++) shapes[i] = run.OutputShape(i);
            ElementType[] elements = [.. _model.Outputs.Select(output => output.Type.Element)];
            _outputs = [.. shapes.Select((shape, i) => new byte[shape.ElementCount * elements[i].ByteSize()])];
            _results = [.. _outputs.Select((bytes, i) => new HostTensor(elements[i], shapes[i], bytes))];
        }

        public LoweredProgram Program { get; }

        public Timing Run()
        {
            long start = Stopwatch.GetTimestamp();
            using SessionRun run = _session.Begin(_shapes);
            for (int i = 0; i < _inputs.Length; i++) run.WriteBytes(i, _inputs[i]);
            RunProfile profile = run.ExecuteProfiled();
            for (int i = 0; i < _outputs.Length; i++) run.ReadBytes(i, _outputs[i]);
            return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, profile.DeviceMilliseconds);
        }

        public IReadOnlyList<NamedTensor> Outputs() => [.. _model.Outputs.Select((output, i) => new NamedTensor(output.Name, _results[i]))];

        public SessionReport Report() => _session.Explain(_shapes);

        public ValueList<KernelProfile> Profile()
        {
            using SessionRun run = _session.Begin(_shapes);
            for (int i = 0; i < _inputs.Length; i++) run.WriteBytes(i, _inputs[i]);
            return run.ExecuteProfiled(ProfileDetail.Kernels).Kernels;
        }

        public void Dispose()
        {
            _session.Dispose();
            _model.Dispose();
        }
    }
}
