using Lucid.Model;

namespace Lucid.Import;

/// <summary>Every diagnostic of this project, in one table: 15xx, the import of ONNX models.</summary>
public static class ImportDiagnostics
{
    // The model as a whole.
    public static readonly DiagnosticDescriptor NoGraph = Error("LUC1500", "the file holds no graph; expected an ONNX model");
    public static readonly DiagnosticDescriptor IrVersionRefused = Error("LUC1501", "ir_version is {0}, expected 3 or more");
    public static readonly DiagnosticDescriptor IrVersionUnknown = new("LUC1502", Severity.Warning, "ir_version {0} is newer than {1}, the newest this importer knows");
    public static readonly DiagnosticDescriptor OpsetRefused = Error("LUC1503", "opset {0} of ai.onnx is not supported; opsets {1} to {2} are, and of the older ones the operators that did not change");
    public static readonly DiagnosticDescriptor NoOpset = Error("LUC1504", "the model names no version of the ai.onnx operators; opsets {0} to {1} are supported");
    public static readonly DiagnosticDescriptor DuplicateName = Error("LUC1505", "'{0}' is defined twice: as {1} and as {2}");
    public static readonly DiagnosticDescriptor UndefinedValue = Error("LUC1506", "'{0}' is not defined{1}");
    public static readonly DiagnosticDescriptor Cycle = Error("LUC1507", "nodes depend on each other in a cycle: {0}");
    public static readonly DiagnosticDescriptor UnsupportedOperators = Error("LUC1508", "{0} not supported:{1}\nsupported in opset {2}: {3}");
    public static readonly DiagnosticDescriptor UnsupportedValue = Error("LUC1509", "{0} is {1}, which is not supported{2}");
    public static readonly DiagnosticDescriptor NameMissing = Error("LUC1510", "{0} has no name");
    public static readonly DiagnosticDescriptor FunctionRefused = Error("LUC1511", "function {0}: {1}");

    // Inputs, outputs, options.
    public static readonly DiagnosticDescriptor InputWithoutShape = Error("LUC1520", "input '{0}' has no shape; give one with --shape {0}=…");
    public static readonly DiagnosticDescriptor ShapeOptionRefused = Error("LUC1521", "shape {0}={1}: {2}");
    public static readonly DiagnosticDescriptor UnknownExtraOutput = Error("LUC1522", "no value is named '{0}'{1}");
    public static readonly DiagnosticDescriptor OutputTypeMismatch = Error("LUC1523", "output '{0}' is declared {1}, but is {2}");
    public static readonly DiagnosticDescriptor FloatsConverted = new("LUC1524", Severity.Note, "{0} of {1} become f32: {2}");
    public static readonly DiagnosticDescriptor PickleRefused = Error("LUC1525", "{0} is a PyTorch pickle, which can run any code and is never read; convert it in Python:\n{1}");

    // Nodes.
    public static readonly DiagnosticDescriptor AttributeUnknown = Error("LUC1530", "attribute '{0}' does not exist in {1} of opset {2}");
    public static readonly DiagnosticDescriptor AttributeTypeMismatch = Error("LUC1531", "attribute '{0}' is {1}, expected {2}");
    public static readonly DiagnosticDescriptor AttributeMissing = Error("LUC1532", "attribute '{0}' is missing");
    public static readonly DiagnosticDescriptor AttributeRefused = Error("LUC1533", "attribute '{0}' is {1}, expected {2}");
    public static readonly DiagnosticDescriptor OperandMissing = Error("LUC1534", "operand {0} ('{1}') is missing");
    public static readonly DiagnosticDescriptor OperandCount = Error("LUC1535", "{0} operands, expected at most {1}");
    public static readonly DiagnosticDescriptor OperandRefused = Error("LUC1536", "operand '{0}' is {1}, expected {2}");
    public static readonly DiagnosticDescriptor OperandNotKnown =
        Error("LUC1537", "operand '{0}' is computed from data ('{1}', {2}); it must be a constant or follow from shapes");
    public static readonly DiagnosticDescriptor OperandIsInput =
        Error("LUC1542", "operand '{0}' follows from the data of the input {1}; it must be a constant, follow from shapes, or be given when the model is imported");
    public static readonly DiagnosticDescriptor InputValueRefused = Error("LUC1526", "data for input '{0}' are {1}, the model declares {2}");
    public static readonly DiagnosticDescriptor OutputUnsupported = Error("LUC1538", "output {0} ('{1}') is used, but only {2} supported");
    public static readonly DiagnosticDescriptor FormUnsupported = Error("LUC1539", "{0} is not supported{1}");
    public static readonly DiagnosticDescriptor SizeRefused = Error("LUC1540", "a size cannot be computed: {0}");
    public static readonly DiagnosticDescriptor IfRefused = Error("LUC1543", "If: {0}");
    public static readonly DiagnosticDescriptor AxisRefused = Error("LUC1541", "axis {0} does not exist in rank {1}");

    // Weights.
    public static readonly DiagnosticDescriptor WeightMissing = Error("LUC1550", "weight '{0}' {1} is not in the weights given{2}");
    public static readonly DiagnosticDescriptor WeightSurplus = Error("LUC1551", "'{0}' {1} of the weights given is no weight of the model{2}");
    public static readonly DiagnosticDescriptor WeightShape = Error("LUC1552", "weight '{0}' is {1} in the weights given, the model has {2}");
    public static readonly DiagnosticDescriptor WeightPairRefused = Error("LUC1553", "{0}: {1}");
    public static readonly DiagnosticDescriptor WeightKept = new("LUC1554", Severity.Note, "constants named by the exporter are kept as the model has them: {0}");

    private static DiagnosticDescriptor Error(string id, string format) => new(id, Severity.Error, format);
}
