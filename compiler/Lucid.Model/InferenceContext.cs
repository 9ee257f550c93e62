using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>What a shape rule sees and where it reports.</summary>
public sealed class InferenceContext(string opName, ValueList<TensorType> inputs, SourceSpan span, DiagnosticBag diagnostics, ICollection<Guard> guards)
{
    /// <summary>The operands' types.</summary>
    public ValueList<TensorType> Inputs => inputs;

    /// <summary>Reports an error; returns null so that a rule can write <c>return context.Error(…)</c>.</summary>
    public ValueList<TensorType>? Error(string id, string message)
    {
        diagnostics.Error(id, span, $"{opName}: {message}");
        return null;
    }

    /// <summary>Reports an error of the table; returns null so that a rule can write <c>return context.Error(…)</c>.</summary>
    public ValueList<TensorType>? Error(DiagnosticDescriptor what, params ReadOnlySpan<object?> values) => Error(what.Id, what.Message(values));

    /// <summary>
    /// States a condition: nothing if it always holds, an error (and false) if it never does, otherwise a guard for the run.
    /// </summary>
    public bool Require(IntExpr condition, string id, string message)
    {
        if (condition.TryGetConstant(out long truth))
        {
            if (truth != 0) return true;
            Error(id, message);
            return false;
        }

        guards.Add(new Guard(condition, $"{opName}: {message}", span));
        return true;
    }

    /// <summary>As <see cref="Require(IntExpr,string,string)"/>, with an error of the table.</summary>
    public bool Require(IntExpr condition, DiagnosticDescriptor what, params ReadOnlySpan<object?> values) =>
        Require(condition, what.Id, what.Message(values));

    /// <summary>The op's rule for these operands; sizes beyond 64 bits are an error like any other.</summary>
    internal ValueList<TensorType>? Infer(Op op)
    {
        try
        {
            ValueList<TensorType>? outputs = op.InferTypes(this);
            // A type whose element count overflows has no size in bytes either: refused here, so that nobody else need ask.
            foreach (TensorType type in outputs ?? []) _ = type.Shape.ElementCount * type.Element.ByteSize();
            return outputs;
        }
        catch (Exception error) when (error is OverflowException or ShapeEvaluationException)
        {
            return Error(DiagnosticDescriptors.SizeOverflow);
        }
    }
}
