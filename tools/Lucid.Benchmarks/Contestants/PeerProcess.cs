using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

using Lucid.Benchmarks.Workloads;
using Lucid.Files;

namespace Lucid.Benchmarks.Contestants;

/// <summary>
/// A peer in a process of its own, which reads lines and answers each with one: <c>hello VERSION</c> or <c>absent REASON</c> when it starts;
/// <c>load FOLDER</c> → <c>ready</c> or <c>failed REASON</c>, with the outputs of one run in the folder; <c>run</c> → <c>ms TOTAL [DEVICE]</c>.
/// Every workload has a process of its own, so that none has to be loaded twice.
/// </summary>
internal sealed class PeerProcess : Contestant
{
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(1);

    private readonly PeerCommand _command;
    private readonly string _program = "";
    private readonly Dictionary<Workload, Conversation> _running = new(ReferenceEqualityComparer.Instance);
    private Conversation? _spare;

    /// <exception cref="ContestantException">The peer is not there; the message says why.</exception>
    public PeerProcess(PeerCommand command)
        : base(command.Name)
    {
        _command = command;
        ContestantException? last = null;
        foreach (string program in command.Programs)
        {
            try
            {
                _spare = new Conversation(command, program);
                (_program, Version) = (program, _spare.Version);
                return;
            }
            catch (ContestantException fault)
            {
                last = fault;
            }
        }

        throw last!;
    }

    public override string Version { get; } = "";

    public override IReadOnlyList<NamedTensor> Load(Workload workload, string folder)
    {
        workload.WriteModel(folder);
        string[] files = [.. workload.Inputs.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"input_{i}.npy"))];
        for (int i = 0; i < files.Length; i++) TensorFiles.Write(Path.Combine(folder, files[i]), [workload.Inputs[i] with { Name = "" }]);
        File.WriteAllText(Path.Combine(folder, "inputs.json"),
            JsonSerializer.Serialize(workload.Inputs.Select((input, i) => new Port(input.Name, files[i])), PeerJson.Default.IEnumerablePort));

        Conversation conversation = _spare ?? new Conversation(_command, _program);
        _spare = null;
        try
        {
            conversation.Ask($"load {folder}", "ready", LoadTimeout);
            Port[] outputs = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "outputs.json")), PeerJson.Default.PortArray) ?? [];
            _running.Add(workload, conversation);
            return [.. outputs.Select(output => TensorFiles.ReadSingle(Path.Combine(folder, output.File)) with { Name = output.Name })];
        }
        catch (Exception fault)
        {
            conversation.Dispose();
            if (fault is IOException or JsonException or TensorFileException) throw new ContestantException($"its outputs cannot be read: {fault.Message}", fault);
            throw;
        }
    }

    public override Timing Run(Workload workload)
    {
        string[] words = _running[workload].Ask("run", "ms", RunTimeout).Split(' ');
        double[] times = [.. words.Select(word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture))];
        return new(times[0], times.Length > 1 ? times[1] : null);
    }

    public override void Dispose()
    {
        _spare?.Dispose();
        foreach (Conversation conversation in _running.Values) conversation.Dispose();
        _running.Clear();
    }

    private sealed class Conversation : IDisposable
    {
        private readonly PeerCommand _command;
        private readonly Process _process;
        private string _lastError = "";

        public Conversation(PeerCommand command, string program)
        {
            _command = command;
            ProcessStartInfo start = new(program, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach ((string name, string value) in command.Environment) start.Environment[name] = value;
            try
            {
                _process = Process.Start(start)!;
            }
            catch (System.ComponentModel.Win32Exception fault)
            {
                throw new ContestantException($"'{program}' cannot be started: {fault.Message}", fault);
            }

            _process.ErrorDataReceived += (_, line) =>
            {
                if (!string.IsNullOrWhiteSpace(line.Data)) _lastError = line.Data.Trim();
            };
            _process.BeginErrorReadLine();
            try
            {
                Version = Answer("hello", LoadTimeout);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public string Version { get; }

        /// <summary>What follows <paramref name="expected"/> in the answer.</summary>
        public string Ask(string question, string expected, TimeSpan patience)
        {
            try
            {
                _process.StandardInput.WriteLine(question);
                _process.StandardInput.Flush();
            }
            catch (IOException fault)
            {
                throw new ContestantException($"it ended: {_lastError}", fault);
            }

            return Answer(expected, patience);
        }

        public void Dispose()
        {
            try
            {
                if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It ended by itself in between.
            }

            _process.Dispose();
        }

        private string Answer(string expected, TimeSpan patience)
        {
            Task<string?> reading = _process.StandardOutput.ReadLineAsync();
            if (!reading.Wait(patience)) throw new ContestantException(string.Create(CultureInfo.InvariantCulture, $"no answer within {patience.TotalSeconds:0} s"));
            string line = reading.Result ?? throw new ContestantException($"it ended{(_lastError.Length > 0 ? ": " + _lastError : "")}");
            (string verb, string rest) = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and int space ? (line[..space], line[(space + 1)..]) : (line, "");
            return verb == expected ? rest : throw new ContestantException(verb is "absent" or "failed" ? rest : $"{_command.Name} answered '{line}', expected {expected}");
        }
    }
}
