using System.Collections.Immutable;
using System.Diagnostics;

using Lucid.Packaging;
using Lucid.Runtime.Dispatching;
using Lucid.Runtime.Recording;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>What is behind a <see cref="Session"/>: constants, pipelines, the arena and the recordings, and whose turn it is.</summary>
internal sealed class SessionEngine : IDisposable
{
    // One run at a time; held on after a cancelled asynchronous run until the device is done with it.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ProgramPlanner _planner;
    private readonly PersistentPlan _persistentPlan;
    private readonly PipelineSet _pipelines;
    private readonly CommandRunner _runner;
    private readonly PersistentMemory _persistent;
    private readonly SessionMemory _memory;
    private readonly ShapeCache _shapes;
    private readonly string _model;
    private bool _isDisposed;

    public SessionEngine(CompiledModel model, VulkanDevice device, SessionOptions options, CandidatePreference? preference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCachedShapes, 1);
        long start = Stopwatch.GetTimestamp();
        (Program, Device, _model) = (model.Package.Program, device, model.Name);
        if (Program.Numerics == NumericsMode.Strict && !options.IsProbe) RequireStrictArithmetic(device);
        _planner = new ProgramPlanner(Program, device.Limits, new CandidateChoice(device.Limits, device.Features, options.CandidateFilter, preference, (kernel, candidate) => Refusal(device, options, kernel, candidate)));
        _persistentPlan = _planner.PlanPersistent();
        _memory = new SessionMemory(device.Memory);
        _shapes = new ShapeCache(options.MaxCachedShapes);
        _pipelines = new PipelineSet(device.Pipelines, device.PipelineCache, model);
        _runner = new CommandRunner(device.Logical);
        try
        {
            _pipelines.Require(_persistentPlan.Prepare.Select(kernel => kernel.Candidate).Concat(_planner.Foreseeable()));
            _persistent = new PersistentMemory(device, _runner, _pipelines, model, _persistentPlan);
        }
        catch
        {
            _runner.Dispose();
            _pipelines.Dispose();
            throw;
        }

        device.Logger.SessionCreated(_model, _pipelines.Count, _persistentPlan.Kept.TotalBytes, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public LoweredProgram Program { get; }

    public VulkanDevice Device { get; }

    /// <summary>Waits for the turn, which is the caller's until <see cref="Leave"/>.</summary>
    public void Enter() => _turn.Wait();

    /// <inheritdoc cref="Enter"/>
    public Task EnterAsync(CancellationToken cancellation) => _turn.WaitAsync(cancellation);

    public void Leave() => _turn.Release();

    /// <summary>Waits for what was submitted at <paramref name="start"/> (a <see cref="Stopwatch"/> timestamp).</summary>
    public void Wait(long start)
    {
        _runner.Wait();
        if (RuntimeTelemetry.RunDuration.Enabled) RuntimeTelemetry.RunDuration.Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Submits; the task ends when the device is done. It waits on a thread of its own, for seconds perhaps, and starves no pool.</summary>
    public Task Start(ShapeRecording recording)
    {
        long start = Stopwatch.GetTimestamp();
        recording.Submit();
        return Task.Factory.StartNew(() => Wait(start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Gives the turn back when an abandoned run is over, however it ends.</summary>
    public async Task LeaveAfter(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Leave();
    }

    /// <summary>Plans for the given extents; touches no handle.</summary>
    public (PersistentPlan Persistent, ShapePlan Shape) Plan(ReadOnlySpan<long> extents) => (_persistentPlan, PlanShape(InputExtents.Unflatten(Program, extents)));

    /// <summary>For each kernel the positions of the candidates that can run for these extents, first the one that is chosen; and the symbols.</summary>
    public (int[][] Candidates, IReadOnlyDictionary<string, long> Symbols) Runnable(ReadOnlySpan<long> extents)
    {
        IReadOnlyDictionary<string, long> symbols = SymbolsOf(InputExtents.Unflatten(Program, extents));
        return (_planner.Runnable(symbols), symbols);
    }

    /// <summary>The recording for these extents, made now if need be. The caller has the turn.</summary>
    public ShapeRecording RecordingFor(ReadOnlySpan<long> extents)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(Session));
        return _shapes.Find(extents) ?? NewRecording(InputExtents.Unflatten(Program, extents));
    }

    public void Dispose()
    {
        Enter();
        try
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _shapes.Dispose();
            _memory.Dispose();
            _persistent.Dispose();
            _runner.Dispose();
            _pipelines.Dispose();
        }
        finally
        {
            Leave();
        }
    }

    // What the driver is known to get wrong, or was seen to.
    private static string? Refusal(VulkanDevice device, SessionOptions options, ProgramKernel kernel, KernelCandidate candidate) => device.KnownBad.ReasonAgainst(candidate)
        ?? (options.Refused.FirstOrDefault(one => one.Kernel == kernel.Name && one.Variant == candidate.Variant) is { } refused ? $"is refused: {refused.Reason}" : null);

    private void RequireStrictArithmetic(VulkanDevice device)
    {
        ArithmeticReport report = device.ProbeArithmetic();
        if (report.Passes) return;
        throw new StrictNumericsException(
            $"{_model} has strict numerics, and {device.Info.Name} ({device.Info.DriverName} {device.Info.DriverInfo}) does not compute as they need: {string.Join("; ", report.Failures)}. "
            + "Another device, or the model compiled with --numerics fast, runs it");
    }

    private ShapePlan PlanShape(Shape[] shapes) => _planner.PlanShape(SymbolsOf(shapes), _persistentPlan);

    private ImmutableSortedDictionary<string, long> SymbolsOf(Shape[] shapes)
    {
        var symbols = ShapeBinder.Bind(Program.Inputs.Select((input, i) => (input.Name, input.Type, shapes[i])));
        ShapeBinder.CheckGuards(Program.Guards.Select(guard => (guard.Condition, guard.Message, guard.Source)), symbols);
        return symbols;
    }

    private ShapeRecording NewRecording(Shape[] shapes)
    {
        string text = string.Join(", ", Program.Inputs.Select((input, i) => $"{input.Name} {shapes[i]}"));
        using Activity? activity = RuntimeTelemetry.Activities.StartActivity("lucid.record");
        activity?.SetTag("lucid.model", _model).SetTag("lucid.shapes", text);
        ShapePlan plan = PlanShape(shapes);
        _pipelines.Require(plan.Kernels.Where(kernel => !kernel.Parts.IsEmpty).Select(kernel => kernel.Candidate));
        EnsureMemory(NeedOf(plan), $"{_model} for {text}");
        if (_shapes.MakeRoom() is { } dropped) Device.Logger.ShapeEvicted(_model, string.Join(", ", dropped.Plan.InputShapes));
        ShapeRecording recording = new(Device, _runner, _pipelines, Program, plan, _memory, _persistent.Blocks);
        _shapes.Add(recording);
        RuntimeTelemetry.Recordings.Add(1);
        Device.Logger.ShapeRecorded(_model, text, plan.DispatchCount, plan.BarrierCount, plan.Arena.PeakBytes);
        return recording;
    }

    private void EnsureMemory(MemoryNeed need, string purpose)
    {
        if (_memory.Covers(need)) return;
        _memory.EnsureAvailable(need, purpose);
        // Recordings point into the memory that is about to go.
        _shapes.Clear();
        _memory.Grow(need, purpose);
    }

    private MemoryNeed NeedOf(ShapePlan plan)
    {
        bool isStaged = !Device.Logical.Plan.MapsKernelMemory;
        return new(
            plan.TransferBlocks.BlockBytes, plan.Arena.BlockBytes,
            isStaged ? Staging(Program.Inputs) : 0, isStaged ? Staging(Program.Outputs) : 0);

        long Staging(ValueList<ProgramTensor> tensors) => tensors.Sum(tensor => ShapeRecording.StagingBytes(plan.Sizes[tensor.Buffer]));
    }
}
