using Lucid.Model;

namespace Lucid.Language;

/// <summary>Every diagnostic of this project, in one table: 10xx the text, 11xx names, 12xx arguments and values, 13xx weights, 14xx warnings.</summary>
public static class LanguageDiagnostics
{
    // The text.
    public static readonly DiagnosticDescriptor UnknownCharacter = Error("LUC1001", "{0} has no meaning here{1}");
    public static readonly DiagnosticDescriptor UnexpectedToken = Error("LUC1002", "expected {0}, found {1}");
    public static readonly DiagnosticDescriptor BracketNotClosed = Error("LUC1003", "'{0}' is not closed; expected '{1}' before {2}");
    public static readonly DiagnosticDescriptor BracketNotOpened = Error("LUC1004", "'{0}' closes nothing{1}");
    public static readonly DiagnosticDescriptor TextNotClosed = Error("LUC1005", "the text does not end on its line; expected {0}");
    public static readonly DiagnosticDescriptor NumberRefused = Error("LUC1006", "'{0}' is no number that Lucid can hold{1}");
    public static readonly DiagnosticDescriptor EscapeRefused = Error("LUC1007", "unknown escape in a text; \\\" \\\\ and \\uXXXX are known");
    public static readonly DiagnosticDescriptor SourceTooLarge = Error("LUC1008", "{0} {1}; at most {2} are read");
    public static readonly DiagnosticDescriptor NotPython = Error("LUC1009", "'{0}' is Python; {1}");
    public static readonly DiagnosticDescriptor ModelCount = Error("LUC1010", "{0}; a file holds one model: model NAME(x: f32[N, 3, h, w]) {{ … }}");
    public static readonly DiagnosticDescriptor TooManyErrors = Error("LUC1011", "more than {0} errors; the rest is not shown");

    // Names.
    public static readonly DiagnosticDescriptor NameUnknown = Error("LUC1101", "nothing is named '{0}'{1}");
    public static readonly DiagnosticDescriptor MemberUnknown = Error("LUC1102", "{0} has no '{1}'{2}");
    public static readonly DiagnosticDescriptor DefinedTwice = Error("LUC1103", "{0} '{1}' is defined twice; first in line {2}");
    public static readonly DiagnosticDescriptor LabelUsedTwice = Error("LUC1104", "two layers are named '{0}'; first in line {1}. To share weights, give the layer to a variable and apply that twice");
    public static readonly DiagnosticDescriptor LabelRefused = Error("LUC1105", "'{0}' cannot name a layer: {1}");
    public static readonly DiagnosticDescriptor BlockContainsItself = Error("LUC1106", "block '{0}' contains itself: {1}");
    public static readonly DiagnosticDescriptor NoReturn = Error("LUC1107", "block '{0}' returns nothing; end it with: return VALUE");
    public static readonly DiagnosticDescriptor ModelReturns = Error("LUC1108", "a model gives its results by name: output NAME = VALUE");
    public static readonly DiagnosticDescriptor BlockOutputs = Error("LUC1109", "'output' belongs to the model; a block gives its result with: return VALUE");
    public static readonly DiagnosticDescriptor LostStatement = Error("LUC1110", "nothing after 'return' is computed");
    public static readonly DiagnosticDescriptor NameReserved = Error("LUC1111", "'{0}' is {1} and cannot be {2}");
    public static readonly DiagnosticDescriptor ModelWithoutOutput = Error("LUC1112", "model '{0}' has no output; write: output NAME = VALUE");

    // Arguments and values.
    public static readonly DiagnosticDescriptor ArgumentUnknown = Error("LUC1201", "{0} has no argument '{1}'{2}");
    public static readonly DiagnosticDescriptor ArgumentMissing = Error("LUC1202", "{0}: argument '{1}' is missing; expected {2}");
    public static readonly DiagnosticDescriptor ArgumentTwice = Error("LUC1203", "{0}: argument '{1}' is given twice");
    public static readonly DiagnosticDescriptor TooManyArguments = Error("LUC1204", "{0}: {1} arguments given, takes {2}");
    public static readonly DiagnosticDescriptor ArgumentKind = Error("LUC1205", "{0}: {1} is {2}, expected {3}");
    public static readonly DiagnosticDescriptor PositionalAfterNamed = Error("LUC1206", "{0}: an argument without a name stands after one with a name");
    public static readonly DiagnosticDescriptor OperandsRefused = Error("LUC1207", "'{0}' cannot be applied to {1} and {2}{3}");
    public static readonly DiagnosticDescriptor OperandRefused = Error("LUC1208", "'{0}' cannot be applied to {1}");
    public static readonly DiagnosticDescriptor NotCallable = Error("LUC1209", "{0} cannot be applied{1}");
    public static readonly DiagnosticDescriptor ValueKind = Error("LUC1210", "{0} is {1}, expected {2}");
    public static readonly DiagnosticDescriptor UnpackCount = Error("LUC1211", "{0} values for {1} names");
    public static readonly DiagnosticDescriptor IndexRefused = Error("LUC1212", "index {0} is outside {1} of {2} entries");
    public static readonly DiagnosticDescriptor InputCount = Error("LUC1213", "{0} takes {1}, got {2}");
    public static readonly DiagnosticDescriptor AttributeRefused = Error("LUC1214", "onnx.{0}: {1}");
    public static readonly DiagnosticDescriptor InChannelsDisagree = Error("LUC1215", "{0}: {1} is {2}, the input has {3} channels; leave {1} out, it is inferred{4}");
    public static readonly DiagnosticDescriptor SharedChannelsDisagree = Error("LUC1216", "{0}: the input has {1} channels, its first input had {2}; a layer that is applied twice keeps its weights");
    public static readonly DiagnosticDescriptor SizeAsData = Error("LUC1217", "{0} is a size that is known only when the model runs; it cannot be data");
    public static readonly DiagnosticDescriptor ElementCount = Error("LUC1218", "{0} takes {1} numbers, found {2}");
    public static readonly DiagnosticDescriptor ElementTypeUnknown = Error("LUC1219", "'{0}' is no element type{1}");
    public static readonly DiagnosticDescriptor DivisionByZero = Error("LUC1220", "division by zero");
    public static readonly DiagnosticDescriptor TooMuchWork = Error("LUC1221", "the model does not end: more than {0} {1}");
    public static readonly DiagnosticDescriptor LayerNotApplied = Error("LUC1222", "{0} is a layer, not a value; apply it to one: x -> {1}");
    public static readonly DiagnosticDescriptor ShapeRefused = Error("LUC1223", "--shape {0}: {1}");
    public static readonly DiagnosticDescriptor RequirementFails = Error("LUC1224", "{0}");
    public static readonly DiagnosticDescriptor SharedArgumentsDisagree = Error("LUC1227", "layer '{0}' is made a second time with other arguments: first ({1}), now ({2})");

    // Weights.
    public static readonly DiagnosticDescriptor WeightMissing = Error("LUC1301", "weight '{0}' {1} is not in the weights given{2}");
    public static readonly DiagnosticDescriptor WeightShape = Error("LUC1302", "weight '{0}' is {1} in the weights given, the model has {2}{3}");
    public static readonly DiagnosticDescriptor NoWeights = Error("LUC1303", "the model has {0} weights and no weights are given; name a file with --weights FILE.safetensors or in the source (weights \"FILE.safetensors\"), or ask for --init-weights SEED");
    public static readonly DiagnosticDescriptor WeightTooLarge = Error("LUC1305", "weight '{0}' {1} is larger than this machine can initialise");

    // Warnings.
    public static readonly DiagnosticDescriptor ValueUnused = Warning("LUC1401", "'{0}' is never used");
    public static readonly DiagnosticDescriptor LayerDead = Warning("LUC1402", "no output depends on layer '{0}': its weights are dead");
    public static readonly DiagnosticDescriptor WeightsDead = Warning("LUC1403", "the weights given have what the model does not ask for: {0}");

    public static readonly DiagnosticDescriptor ResultUnused = Warning("LUC1405", "the result is never used; give it a name, or return it or make it an output");

    private static DiagnosticDescriptor Error(string id, string format) => new(id, Severity.Error, format);

    private static DiagnosticDescriptor Warning(string id, string format) => new(id, Severity.Warning, format);
}
