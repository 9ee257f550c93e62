namespace Lucid.Cli;

/// <summary>What the command tells the script that called it.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Wrong usage.</summary>
    Usage = 1,

    /// <summary>The model or a file is at fault.</summary>
    Model = 2,

    /// <summary>The device, its driver or its loader is at fault.</summary>
    Device = 3,

    /// <summary>A comparison failed.</summary>
    Different = 4,

    /// <summary>Lucid itself is at fault (EX_SOFTWARE of sysexits.h).</summary>
    Internal = 70,

    /// <summary>Ended by Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    Interrupted = 130,
}
