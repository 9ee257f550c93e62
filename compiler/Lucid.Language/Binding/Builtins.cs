using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Python's functions on numbers and lists that describing a model needs, and <c>dim</c>.</summary>
internal static class Builtins
{
    public static IEnumerable<FunctionEntry> Entries { get; } =
    [
        new("range", new Signature("range", "start, stop=None, step=1"), Range),
        new("enumerate", new Signature("enumerate", "list, start=0"), a => new ListValue([.. Items(a, "list").Select((item, i) => new ListValue([new SizeValue(i + a.Long("start", 0)), item]))])),
        new("zip", new Signature("zip", "first, second, third=None"), Zip),
        new("reversed", new Signature("reversed", "list"), a => new ListValue([.. Items(a, "list").Reverse()])),
        new("len", new Signature("len", "list"), a => new SizeValue(Items(a, "list").Count)),
        new("min", new Signature("min", "first, second"), a => Extreme(a, IntExpr.Min, Math.Min, (x, y) => F.Minimum(x, y))),
        new("max", new Signature("max", "first, second"), a => Extreme(a, IntExpr.Max, Math.Max, (x, y) => F.Maximum(x, y))),
        new("dim", new Signature("dim", "name"), Dim),
    ];

    private static ListValue Range(BoundArguments arguments)
    {
        (long start, long stop) = arguments.Has("stop") ? (arguments.Long("start"), arguments.Long("stop")) : (0, arguments.Long("start"));
        long step = arguments.Long("step", 1);
        if (step == 0) throw arguments.Refuse("step", "a number other than 0");
        List<Value> items = [];
        for (Int128 i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            if (items.Count == SourceLimits.ListLength) throw arguments.Context.Fault(LanguageDiagnostics.TooMuchWork, arguments.Span, SourceLimits.ListLength, "entries in a list");
            items.Add(new SizeValue((long)i));
        }

        return new ListValue(items);
    }

    private static ListValue Zip(BoundArguments arguments)
    {
        List<IReadOnlyList<Value>> lists = [Items(arguments, "first"), Items(arguments, "second")];
        if (arguments.Has("third")) lists.Add(Items(arguments, "third"));
        return new ListValue([.. Enumerable.Range(0, lists.Min(list => list.Count)).Select(i => new ListValue([.. lists.Select(list => list[i])]))]);
    }

    private static Value Extreme(BoundArguments arguments, Func<IntExpr, IntExpr, IntExpr> sizes, Func<double, double, double> numbers, Func<Var, Var, Var> tensors) =>
        (arguments.Any("first"), arguments.Any("second")) switch
        {
            (SizeValue x, SizeValue y) => new SizeValue(sizes(x.Size, y.Size)),
            (TensorValue x, TensorValue y) => new TensorValue(tensors(x.Tensor, y.Tensor)),
            var (x, y) when BoundArguments.Number(x) is { } a && BoundArguments.Number(y) is { } b => new RealValue(numbers(a, b)),
            _ => throw arguments.Refuse("second", "two sizes, two numbers or two tensors"),
        };

    private static SizeValue Dim(BoundArguments arguments)
    {
        string name = arguments.Word("name", "");
        return arguments.Context.Symbols.TryGetValue(name, out IntExpr? size) ? new SizeValue(size)
            : throw arguments.Context.Fault(LanguageDiagnostics.NameUnknown, arguments.SpanOf("name"), name, NearestNames.Hint(name, arguments.Context.Symbols.Keys));
    }

    private static IReadOnlyList<Value> Items(BoundArguments arguments, string name) =>
        arguments.Any(name) is ListValue list ? list.Items : throw arguments.Refuse(name, "a list");
}
