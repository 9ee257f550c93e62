using System.Diagnostics;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime.Dispatching;
using Lucid.Runtime.Execution;
using Lucid.Runtime.Tuning;
using Lucid.Runtime.Verifying;
using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>
/// A model loaded on a device. A session runs one thing at a time, in one arena; threads that call it together take turns, and
/// several sessions share a device. The first run with new input shapes plans and records; later ones replay.
/// </summary>
public sealed class Session : IDisposable
{
    private readonly SessionEngine _engine;

    internal Session(CompiledModel model, VulkanDevice device, SessionOptions options)
        : this(model.On(device), device, options, device.Tuning)
    {
    }

    private Session(CompiledModel model, VulkanDevice device, SessionOptions options, TuningStore tuning)
        : this(model, device, options, tuning.PreferenceFor(model, options.Tuning))
    {
    }

    internal Session(CompiledModel model, VulkanDevice device, SessionOptions options, CandidatePreference? preference)
    {
        Model = model;
        if (options.UsesFindings && device.Findings.Refused(model) is { Count: > 0 } refused) options = options with { Refused = [.. options.Refused, .. refused] };
        _engine = new SessionEngine(model, device, options, preference);
    }

    /// <summary>The model; on a device without 16-bit storage perhaps its float32 variant (<see cref="CompiledModel.Float32"/>).</summary>
    public CompiledModel Model { get; }

    /// <summary>The device.</summary>
    public VulkanDevice Device => _engine.Device;

    private LoweredProgram Program => _engine.Program;

    /// <summary>
    /// Starts a run: <see cref="SessionRun.Write{T}"/> the inputs, <see cref="SessionRun.Execute"/>, <see cref="SessionRun.Read{T}"/>
    /// the outputs. The session is this thread's until the run is disposed. At shapes seen before, nothing is allocated.
    /// </summary>
    /// <param name="shapes">The shapes of the inputs in order; none where no shape of the model depends on a symbol.</param>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes.</exception>
    public SessionRun Begin(params ReadOnlySpan<Shape> shapes)
    {
        Span<long> extents = stackalloc long[InputExtents.Count(Program)];
        InputExtents.Flatten(Program, shapes, extents);
        return Enter(extents);
    }

    /// <summary>Runs the model on the inputs given by name.</summary>
    /// <exception cref="ModelInputException">An input is missing, unknown, or of another element type.</exception>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    /// <exception cref="IntegerOverflowException">A 64-bit integer left the 32 bits in which the device holds it.</exception>
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs) => Run(inputs, ProfileDetail.None, out _);

    /// <summary>Runs the model on the inputs given by name and measures it.</summary>
    /// <exception cref="ModelInputException">An input is missing, unknown, or of another element type.</exception>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    /// <exception cref="IntegerOverflowException">A 64-bit integer left the 32 bits in which the device holds it.</exception>
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, ProfileDetail detail, out RunProfile profile)
    {
        HostTensor[] ordered = NamedTensors.InOrder(Program, inputs);
        using Activity? activity = RuntimeTelemetry.Activities.StartActivity("lucid.run");
        activity?.SetTag("lucid.model", Model.Name);
        using SessionRun run = Enter(NamedTensors.Extents(ordered));
        long start = Stopwatch.GetTimestamp();
        NamedTensors.Write(run.Recording, ordered);
        long written = Stopwatch.GetTimestamp();
        profile = run.ExecuteProfiled(detail);
        long executed = Stopwatch.GetTimestamp();
        Dictionary<string, HostTensor> outputs = NamedTensors.Read(run.Recording);
        profile = profile with
        {
            UploadMilliseconds = Stopwatch.GetElapsedTime(start, written).TotalMilliseconds,
            DownloadMilliseconds = Stopwatch.GetElapsedTime(executed).TotalMilliseconds,
            WallMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        };
        return outputs;
    }

    /// <summary>
    /// Runs the model without blocking the caller. Cancelled before the device starts, nothing runs; cancelled later, the task ends at
    /// once and the session becomes free when the device is done. Session and device stay usable.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ModelInputException">An input is missing, unknown, or of another element type.</exception>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    /// <exception cref="IntegerOverflowException">A 64-bit integer left the 32 bits in which the device holds it.</exception>
    public async Task<IReadOnlyDictionary<string, HostTensor>> RunAsync(
        IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellation = default)
    {
        HostTensor[] ordered = NamedTensors.InOrder(Program, inputs);
        await _engine.EnterAsync(cancellation).ConfigureAwait(false);
        Task? running = null;
        try
        {
            // Recording new shapes and converting large inputs take time too.
            ShapeRecording recording = await Task.Run(
                () => NamedTensors.Write(_engine.RecordingFor(NamedTensors.Extents(ordered)), ordered), CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            running = _engine.Start(recording);
            await running.WaitAsync(cancellation).ConfigureAwait(false);
            recording.ThrowIfOverflowed();
            return await Task.Run(() => NamedTensors.Read(recording), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            if (running is null || running.IsCompleted) _engine.Leave();
            else _ = _engine.LeaveAfter(running);
        }
    }

    /// <summary>Plans and records for the given input shapes and lets the driver warm up on zeros, so that the first run is as fast as the others.</summary>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    public void Warm(params ReadOnlySpan<Shape> shapes)
    {
        using SessionRun run = Begin(shapes);
        foreach (TensorDoor input in run.Recording.Inputs) input.Clear();
        run.ExecuteUnchecked();
    }

    /// <summary>What the session does for the given input shapes; nothing is run or allocated on the device.</summary>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="DeviceLimitException">The device cannot run these shapes.</exception>
    public SessionReport Explain(params ReadOnlySpan<Shape> shapes)
    {
        long[] extents = new long[InputExtents.Count(Program)];
        InputExtents.Flatten(Program, shapes, extents);
        (PersistentPlan persistent, ShapePlan shape) = _engine.Plan(extents);
        return SessionReports.Of(Model, Device, persistent, shape);
    }

    /// <summary>Runs once and reads what kernels store on the way, each value as soon as it stands in its buffer: how a wrong result is traced.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="values">Values of <see cref="Packaging.ModelPackage.Proof"/>.</param>
    /// <param name="outputs">The outputs by name.</param>
    /// <returns>The values by name: floats as F32, integers as the device holds them.</returns>
    /// <exception cref="ModelInputException">An input is missing, unknown, or of another element type.</exception>
    /// <exception cref="ShapeMismatchException">The shapes do not suit the model.</exception>
    /// <exception cref="ShapeGuardException">A condition of the model does not hold for them.</exception>
    /// <exception cref="ProgramException">A value does not lie within its buffer.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    public IReadOnlyDictionary<string, HostTensor> Observe(
        IReadOnlyDictionary<string, HostTensor> inputs, IReadOnlyList<StoredValue> values, out IReadOnlyDictionary<string, HostTensor> outputs)
    {
        HostTensor[] ordered = NamedTensors.InOrder(Program, inputs);
        using SessionRun run = Enter(NamedTensors.Extents(ordered));
        NamedTensors.Write(run.Recording, ordered);
        Dictionary<string, HostTensor> stored = ObservedRun.Execute(Device, run.Recording, values);
        outputs = NamedTensors.Read(run.Recording);
        return stored;
    }

    /// <summary>
    /// Runs the data sets that the package carries, each twice, and compares what comes out with what the package says: whether this device, with its driver, runs the model right.
    /// A report that does not pass is no exception. <see cref="SessionVerifier"/> goes on from there to other candidates.
    /// </summary>
    /// <exception cref="PackageFormatException">A golden of the file is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="DeviceException">The device cannot run these shapes, or failed.</exception>
    public GoldenReport Verify(CancellationToken cancellation = default) => new GoldenRun(this).Run(cancellation);

    /// <summary>Waits for the run in progress, then frees everything.</summary>
    public void Dispose() => _engine.Dispose();

    /// <summary>For each kernel the positions of the candidates that can run for these shapes, first the one that is chosen; and the symbols.</summary>
    internal (int[][] Candidates, IReadOnlyDictionary<string, long> Symbols) Runnable(params ReadOnlySpan<Shape> shapes)
    {
        long[] extents = new long[InputExtents.Count(Program)];
        InputExtents.Flatten(Program, shapes, extents);
        return _engine.Runnable(extents);
    }

    internal SessionRun Enter(scoped ReadOnlySpan<long> extents)
    {
        _engine.Enter();
        try
        {
            return new SessionRun(_engine, _engine.RecordingFor(extents));
        }
        catch
        {
            _engine.Leave();
            throw;
        }
    }
}
