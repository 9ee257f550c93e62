using Lucid.Language.Syntax;

namespace Lucid.Language.Formatting;

/// <summary>
/// A statement in lines. In one if it fits; else a chain has a line for each arrow, and what is in brackets a line for each item. A chain
/// that was written in several lines stays so.
/// </summary>
internal static class StatementLayout
{
    public const int Width = 88;
    private const int Step = 4;

    public static List<string> Lines(IReadOnlyList<LayoutElement> elements, int indent)
    {
        List<string> lines = [];
        List<List<LayoutElement>> segments = Segments(elements);
        bool chain = segments.Count > 1;
        if (chain && !HasInnerComment(elements) && !elements.Any(element => element.Kind == TokenKind.Arrow && element.StartsLine) && Fits(elements, indent))
        {
            lines.Add(Indented(elements, indent));
            return lines;
        }

        for (int i = 0; i < segments.Count; i++) Segment(segments[i], i == 0 ? indent : indent + Step, string.Empty, Bracket.None, lines);
        return lines;
    }

    /// <summary>Parts of a chain, each but the first with its arrow; a comment belongs to the part before it, or to the next if it has a line of its own.</summary>
    private static List<List<LayoutElement>> Segments(IReadOnlyList<LayoutElement> elements)
    {
        List<List<LayoutElement>> segments = [[]];
        List<LayoutElement> waiting = [];
        int depth = 0;
        for (int i = 0; i < elements.Count; i++)
        {
            LayoutElement element = elements[i];
            if (element.IsComment && depth == 0 && element.StartsLine && NextToken(elements, i) is { Kind: TokenKind.Arrow })
            {
                waiting.Add(element);
                continue;
            }

            if (TokenWords.Closer(element.Kind) is not null) depth++;
            else if (element.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole) depth--;
            if (element.Kind == TokenKind.Arrow && depth == 0)
            {
                segments.Add([.. waiting]);
                waiting.Clear();
            }

            segments[^1].Add(element);
        }

        segments[^1].AddRange(waiting);
        return segments;
    }

    private static LayoutElement? NextToken(IReadOnlyList<LayoutElement> elements, int i)
    {
        for (int next = i + 1; next < elements.Count; next++)
        {
            if (!elements[next].IsComment) return elements[next];
        }

        return null;
    }

    /// <summary>Elements that belong together, with a text after them (a comma), in lines.</summary>
    private static void Segment(List<LayoutElement> elements, int indent, string after, Bracket within, List<string> lines)
    {
        int first = 0;
        for (; first < elements.Count && elements[first].IsComment; first++) lines.Add(new string(' ', indent) + elements[first].Token.Text);
        int last = elements.Count;
        while (last > first && elements[last - 1].IsComment) last--;
        List<LayoutElement> body = elements[first..last];
        List<LayoutElement> trailing = elements[last..];
        if (body.Count == 0) return;
        if (!body.Any(element => element.IsComment) && Fits(body, indent + after.Length, within))
        {
            lines.Add(Indented(body, indent, within) + after);
        }
        else if (Origin(body) is > 0 and int origin)
        {
            // The names that a converted model gives come below what they name.
            Segment(body[..origin], indent, string.Empty, within, lines);
            Segment(body[origin..], indent + Step, after, Bracket.None, lines);
        }
        else
        {
            Broken(body, indent, after, within, lines);
        }

        if (trailing.Count > 0) lines[^1] += $"  {string.Join("  ", trailing.Select(comment => comment.Token.Text))}";
    }

    private static int Origin(List<LayoutElement> body)
    {
        int depth = 0;
        for (int i = 0; i < body.Count; i++)
        {
            if (TokenWords.Closer(body[i].Kind) is not null) depth++;
            else if (body[i].Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole) depth--;
            else if (depth == 0 && body[i].Kind == TokenKind.As && i + 1 < body.Count && body[i + 1].Kind == TokenKind.Text) return i;
        }

        return -1;
    }

    private static void Broken(List<LayoutElement> body, int indent, string after, Bracket within, List<string> lines)
    {
        (int open, int close)? group = Group(body);
        if (group is not var (start, end))
        {
            lines.AddRange(body.Where(element => element.IsComment).Select(comment => new string(' ', indent) + comment.Token.Text));
            lines.Add(Indented(body, indent, within) + after);
            return;
        }

        // What stands before the bracket or after it has no room for a comment.
        lines.AddRange(body[..start].Concat(body[(end + 1)..]).Where(element => element.IsComment).Select(comment => new string(' ', indent) + comment.Token.Text));
        lines.Add(Indented(body[..(start + 1)], indent, within));
        Bracket bracket = Spacing.Of(body[start].Token, body[..start].FindLast(element => !element.IsComment)?.Token);
        List<LayoutElement> inner = body[(start + 1)..end];
        if (!inner.Any(element => element.IsComment) && Fits(inner, indent + Step, bracket)) lines.Add(Indented(inner, indent + Step, bracket));
        else foreach ((List<LayoutElement> item, bool comma) in Items(inner)) Segment(item, indent + Step, comma ? "," : string.Empty, bracket, lines);
        lines.Add(new string(' ', indent) + Spacing.Line(body[end..]) + after);
    }

    /// <summary>Items between commas, a comment after a comma with the item before it where they share a line.</summary>
    private static List<(List<LayoutElement> Item, bool Comma)> Items(List<LayoutElement> inner)
    {
        List<(List<LayoutElement> Item, bool Comma)> items = [([], false)];
        int depth = 0;
        foreach (LayoutElement element in inner)
        {
            if (TokenWords.Closer(element.Kind) is not null) depth++;
            else if (element.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole) depth--;
            if (element.Kind == TokenKind.Comma && depth == 0)
            {
                items[^1] = (items[^1].Item, true);
                items.Add(([], false));
            }
            else if (element.IsComment && !element.StartsLine && items[^1].Item.Count == 0 && items.Count > 1)
            {
                items[^2].Item.Add(element);
            }
            else
            {
                items[^1].Item.Add(element);
            }
        }

        if (items[^1].Item.Count == 0) items.RemoveAt(items.Count - 1);
        return items;
    }

    /// <summary>The bracket to break: one with a comment, or else the one that holds most.</summary>
    private static (int Open, int Close)? Group(List<LayoutElement> body)
    {
        List<(int Open, int Close, bool Comment, int Length)> groups = [];
        Stack<int> open = [];
        for (int i = 0; i < body.Count; i++)
        {
            if (body[i].Kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenHole) open.Push(i);
            else if (body[i].Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseHole && open.TryPop(out int start) && open.Count == 0 && i > start + 1 && body[start].Kind != TokenKind.OpenHole)
                groups.Add((start, i, body[start..i].Any(element => element.IsComment), body[start..i].Sum(element => element.Token.Text.Length)));
        }

        if (groups.Count == 0) return null;
        var (from, to, _, _) = groups.OrderByDescending(group => group.Comment).ThenByDescending(group => group.Length).First();
        return (from, to);
    }

    private static bool HasInnerComment(IReadOnlyList<LayoutElement> elements) => elements.SkipLast(1).Any(element => element.IsComment);

    private static bool Fits(IReadOnlyList<LayoutElement> elements, int indent, Bracket within = Bracket.None) => indent + Spacing.Line(elements, within).Length <= Width;

    private static string Indented(IReadOnlyList<LayoutElement> elements, int indent, Bracket within = Bracket.None)
    {
        string line = new string(' ', indent) + Spacing.Line(elements, within);
        LayoutElement? comment = elements.Count > 0 && elements[^1].IsComment ? elements[^1] : null;
        return comment is null ? line : $"{line}  {comment.Token.Text}";
    }
}
