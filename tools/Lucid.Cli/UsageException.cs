namespace Lucid.Cli;

/// <summary>The command line asks for something that cannot be asked: exit code 1. The message says what was found and what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
