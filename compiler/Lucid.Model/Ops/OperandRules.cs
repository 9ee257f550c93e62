using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>What several shape rules ask of their operands. Each returns false after the error has been reported.</summary>
internal static class OperandRules
{
    public static bool Count(this InferenceContext context, int least, int most)
    {
        int found = context.Inputs.Count;
        if (found >= least && found <= most) return true;
        string expected = least == 1 && most == 1 ? "1 operand"
            : least == most ? string.Create(CultureInfo.InvariantCulture, $"{least} operands")
            : most == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{least} or more operands")
            : string.Create(CultureInfo.InvariantCulture, $"{least} to {most} operands");
        context.Error(DiagnosticDescriptors.OperandCount, expected, found);
        return false;
    }

    public static bool Rank(this InferenceContext context, string name, TensorType type, int least, int most)
    {
        if (type.Rank >= least && type.Rank <= most) return true;
        string expected = least == most ? least.ToString(CultureInfo.InvariantCulture)
            : most == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{least} or {most}");
        context.Error(DiagnosticDescriptors.RankRefused, name, type, expected);
        return false;
    }

    public static bool Float(this InferenceContext context, string name, TensorType type)
    {
        if (type.Element.IsFloat()) return true;
        context.Error(DiagnosticDescriptors.ElementTypeRefused, name, type, "a float type");
        return false;
    }

    /// <summary>All operands have the element type of the first.</summary>
    public static bool OneElementType(this InferenceContext context, params ReadOnlySpan<string> names)
    {
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            if (context.Inputs[i].Element == context.Inputs[0].Element) continue;
            context.Error(DiagnosticDescriptors.MixedElementTypes, NameOf(names, 0), context.Inputs[0].Element.Text(),
                NameOf(names, i), context.Inputs[i].Element.Text());
            return false;
        }

        return true;
    }

    /// <summary>A vector with one entry a channel.</summary>
    public static bool ChannelVector(this InferenceContext context, string name, TensorType type, IntExpr channels) =>
        type.Rank == 1
            ? context.Require(IntExpr.Equal(type.Shape[0], channels), DiagnosticDescriptors.ChannelVectorRefused, name, type.Shape, channels)
            : context.Require(0, DiagnosticDescriptors.ChannelVectorRefused, name, type.Shape, channels);

    /// <summary>An attribute with one entry an axis.</summary>
    public static bool Length(this InferenceContext context, string name, int found, int expected)
    {
        if (found == expected) return true;
        context.Error(DiagnosticDescriptors.TupleLength, name, found, expected);
        return false;
    }

    /// <summary>
    /// The extent that two extents broadcast to (numpy): equal, or one of them is 1. Where symbols leave it open, equality becomes a guard.
    /// </summary>
    public static bool Broadcast(this InferenceContext context, SymbolicShape left, SymbolicShape right, out SymbolicShape result)
    {
        IntExpr[] extents = new IntExpr[Math.Max(left.Rank, right.Rank)];
        result = default;
        for (int fromEnd = 1; fromEnd <= extents.Length; fromEnd++)
        {
            IntExpr a = fromEnd <= left.Rank ? left[left.Rank - fromEnd] : 1;
            IntExpr b = fromEnd <= right.Rank ? right[right.Rank - fromEnd] : 1;
            if (a.Equals(IntExpr.One)) extents[^fromEnd] = b;
            else if (b.Equals(IntExpr.One)) extents[^fromEnd] = a;
            else
            {
                if (!context.Require(IntExpr.Equal(a, b), DiagnosticDescriptors.NotBroadcastable, left, right, a, b)) return false;
                extents[^fromEnd] = b.IsConstant ? b : a;
            }
        }

        result = new SymbolicShape(extents);
        return true;
    }

    /// <summary>The operand broadcasts to the shape of another one and leaves it as it is.</summary>
    public static bool BroadcastsTo(this InferenceContext context, string name, TensorType type, TensorType target)
    {
        if (!context.Rank(name, type, 0, target.Rank)) return false;
        int shift = target.Rank - type.Rank;
        for (int axis = 0; axis < type.Rank; axis++)
        {
            if (type.Shape[axis] == IntExpr.One) continue;
            if (!context.Require(IntExpr.Equal(type.Shape[axis], target.Shape[axis + shift]), DiagnosticDescriptors.NotExpandable,
                type.Shape, target.Shape, type.Shape[axis], target.Shape[axis + shift]))
                return false;
        }

        return true;
    }

    private static string NameOf(ReadOnlySpan<string> names, int index) =>
        index < names.Length ? names[index] : string.Create(CultureInfo.InvariantCulture, $"operand {index}");
}
