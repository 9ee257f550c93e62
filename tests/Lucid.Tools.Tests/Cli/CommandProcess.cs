using System.Diagnostics;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>The command in a process of its own.</summary>
internal static class CommandProcess
{
    public static Process Start(string[] args, params (string Name, string Value)[] variables)
    {
        string[] command = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "lucid.dll"), .. args];
        // A shell's background jobs ignore SIGINT and hand that down: a test run started as one must interrupt all the same.
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT", .. command];
        ProcessStartInfo info = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Remove("LUCID_DEVICE");
        foreach ((string name, string value) in variables) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    public static (int Code, string Out, string Error) Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the process did not end");
            return (process.ExitCode, output, error.Result);
        }
    }
}
