using Microsoft.Extensions.Logging;

namespace Lucid.Runtime;

/// <summary>What the runtime logs; one method an event.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Information, "opened Vulkan device {Device}")]
    public static partial void DeviceOpened(this ILogger logger, string device);

    [LoggerMessage(2, LogLevel.Error, "Vulkan validation: {Message}")]
    public static partial void ValidationMessage(this ILogger logger, string message);

    [LoggerMessage(3, LogLevel.Warning, "pipeline cache {Path} is ignored: {Reason}")]
    public static partial void PipelineCacheIgnored(this ILogger logger, string path, string reason);

    [LoggerMessage(4, LogLevel.Warning, "pipeline cache {Path} was not written: {Reason}")]
    public static partial void PipelineCacheNotWritten(this ILogger logger, string path, string reason);

    [LoggerMessage(5, LogLevel.Information, "session of {Model}: {Pipelines} pipelines, {Bytes} bytes of constants in {Milliseconds:0.0} ms")]
    public static partial void SessionCreated(this ILogger logger, string model, int pipelines, long bytes, double milliseconds);

    [LoggerMessage(6, LogLevel.Debug, "{Model} recorded for {Shapes}: {Dispatches} dispatches, {Barriers} barriers, arena {ArenaBytes} bytes")]
    public static partial void ShapeRecorded(this ILogger logger, string model, string shapes, int dispatches, int barriers, long arenaBytes);

    [LoggerMessage(7, LogLevel.Debug, "{Model} dropped the recording for {Shapes}")]
    public static partial void ShapeEvicted(this ILogger logger, string model, string shapes);

    [LoggerMessage(8, LogLevel.Warning, "tuning cache {Path} is ignored: {Reason}")]
    public static partial void TuningCacheIgnored(this ILogger logger, string path, string reason);

    [LoggerMessage(9, LogLevel.Warning, "tuning cache {Path} was not written: {Reason}")]
    public static partial void TuningCacheNotWritten(this ILogger logger, string path, string reason);

    [LoggerMessage(10, LogLevel.Debug, "compiling pipeline {Variant} of {Module}")]
    public static partial void PipelineCompiling(this ILogger logger, string variant, string module);

    [LoggerMessage(11, LogLevel.Warning, "{Model} fell back from candidates that give wrong results: {Candidates}")]
    public static partial void CandidatesRefused(this ILogger logger, string model, string candidates);

    [LoggerMessage(12, LogLevel.Warning, "findings of verifications {Path} are ignored: {Reason}")]
    public static partial void FindingsIgnored(this ILogger logger, string path, string reason);

    [LoggerMessage(13, LogLevel.Warning, "findings of verifications {Path} were not written: {Reason}")]
    public static partial void FindingsNotWritten(this ILogger logger, string path, string reason);
}
