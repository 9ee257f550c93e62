using Lucid.Benchmarks;
using Lucid.Benchmarks.Contestants;
using Lucid.Model;
using Lucid.Runtime;

// The benchmark: `./bench --help` says what it takes. Results go to standard output or into a page, progress to standard error.
Arguments arguments = new();
arguments.Command.SetAction(parsed =>
{
    using CancellationTokenSource interrupted = new();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        interrupted.Cancel();
    };
    try
    {
        return BenchmarkRun.Run(arguments.Read(parsed), string.Join(' ', ["./bench", .. args]), interrupted.Token);
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
    catch (ContestantException fault)
    {
        return Refuse(4, fault);
    }
    catch (Exception fault) when (fault is DeviceException or VulkanUnavailableException or DeviceNotFoundException)
    {
        return Refuse(3, fault);
    }
    catch (Exception fault) when (fault is ModelException or IOException or InvalidDataException)
    {
        return Refuse(2, fault);
    }
});
return arguments.Command.Parse(args).Invoke();

static int Refuse(int code, Exception fault)
{
    Console.Error.WriteLine($"bench: {fault.Message}");
    return code;
}
