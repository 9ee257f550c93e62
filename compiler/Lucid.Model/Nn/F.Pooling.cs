using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <content>Pools.</content>
public static partial class F
{
    /// <summary>torch.nn.functional.max_pool1d; as <see cref="MaxPool1d"/>.</summary>
    public static Var MaxPool1d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool1d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool1d; as <see cref="AvgPool1d"/>.</summary>
    public static Var AvgPool1d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool1d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool1d; as <see cref="AdaptiveAvgPool1d"/>.</summary>
    public static Var AdaptiveAvgPool1d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool1d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool1d; as <see cref="AdaptiveMaxPool1d"/>.</summary>
    public static Var AdaptiveMaxPool1d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool1d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.max_pool2d; as <see cref="MaxPool2d"/>.</summary>
    public static Var MaxPool2d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool2d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool2d; as <see cref="AvgPool2d"/>.</summary>
    public static Var AvgPool2d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool2d; as <see cref="AdaptiveAvgPool2d"/>.</summary>
    public static Var AdaptiveAvgPool2d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool2d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool2d; as <see cref="AdaptiveMaxPool2d"/>.</summary>
    public static Var AdaptiveMaxPool2d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool2d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.max_pool3d; as <see cref="MaxPool3d"/>.</summary>
    public static Var MaxPool3d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool3d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool3d; as <see cref="AvgPool3d"/>.</summary>
    public static Var AvgPool3d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool3d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool3d; as <see cref="AdaptiveAvgPool3d"/>.</summary>
    public static Var AdaptiveAvgPool3d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool3d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool3d; as <see cref="AdaptiveMaxPool3d"/>.</summary>
    public static Var AdaptiveMaxPool3d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool3d(outputSize, file, line).Forward(input);
}
