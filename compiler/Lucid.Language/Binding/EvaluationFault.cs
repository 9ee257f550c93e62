namespace Lucid.Language.Binding;

/// <summary>Ends a statement whose mistake has been reported. Caught where statements are carried out; never seen outside.</summary>
internal sealed class EvaluationFault : Exception;
