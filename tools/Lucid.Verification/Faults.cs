using Lucid.Files;
using Lucid.Files.Images;
using Lucid.Import.Onnx;
using Lucid.Language;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Tests;

namespace Lucid.Verification;

/// <summary>Every exception that a user's model, file or device can cause, by whose fault it is. What is not here is ours.</summary>
public static class Faults
{
    /// <summary>Whose fault it is.</summary>
    public static FaultOwner OwnerOf(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [var only] } => OwnerOf(only),
        ModelException or SourceException or OnnxFormatException or GraphFormatException or PackageFormatException or SafetensorsFormatException => FaultOwner.Model,
        TensorFileException or ImageOptionException => FaultOwner.Model,
        ShapeMismatchException or ShapeGuardException or ShapeEvaluationException => FaultOwner.Model,
        ModelFileException or TestFormatException => FaultOwner.Model,
        ModelInputException or IntegerOverflowException or ProgramException => FaultOwner.Model,
        DeviceException => FaultOwner.Device,
        IOException or UnauthorizedAccessException => FaultOwner.Model,
        _ => FaultOwner.Lucid,
    };
}
