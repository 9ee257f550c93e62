using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Operators;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

/// <summary><c>spec/ops.md</c> is generated from the code: the ops' documentation, their attributes and the table of elementwise functions.</summary>
public sealed partial class OpsSpecificationTests
{
    [Fact]
    public void The_specification_of_ops_is_what_the_code_says()
    {
        string path = RepositoryRoot.Combine("spec/ops.md");
        string generated = Generate();
        if (Environment.GetEnvironmentVariable("LUCID_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, generated);
        Assert.Equal(generated, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private static string Generate()
    {
        XElement documentation = XDocument.Load(Path.ChangeExtension(typeof(Op).Assembly.Location, ".xml")).Root!;
        StringBuilder text = new("""
            # Ops

            Generated from the code by a test (`LUCID_BLESS=1` rewrites it); what stands here stands first in the documentation comments of
            `compiler/Lucid.Model/Ops` and in `PointwiseTable`. Every op has one shape rule and one evaluation in float64 written from the
            definition below; an operation elsewhere that computes an extent is a fault. Where a product has no factor, because a position
            does not exist, it is not added: no padding is ever multiplied.

            Extents are integer expressions over the symbols of the input shapes. What a rule requires and symbols leave open becomes a guard,
            checked when the model runs. Names of attributes are those of the text form (`spec/graph-text.md`).

            **Element types.** Floats are f32, f16, bf16 and f64, integers i8 to i64 and u8 to u64, and bool. The interpreter holds floats as float64 and integers as
            int64; between ops it rounds nothing, `cast` rounds. A device without narrower or wider types holds every float as a binary32, every integer in
            32 bits (u32 without, the others with a sign), bool as 0 or 1: float64 is narrowed to float32 (the importer says so in a note); integers below 32 bits keep
            their range, because whatever computes them keeps the low bits; i64 and u64 are those that fit in 32 bits with a sign. A constant, an input, an output or a size beyond that range is
            an error that names it. So is what leaves it inside a model: the result of add, sub, mul, div, pow, neg, abs, prelu, of a cast (of a float, of u32, of a negative
            number to u64), of a reduction (sum, mean, prod, l1, sum_square, and each of its partial sums and products) and of scatter_nd (add, mul). The run
            then ends with an integer overflow that names kernel and layer. The reference interpreter computes in 64 bits. Narrower integers wrap, as in ONNX.

            **Error.** How far an element that a device computes may lie from the definition in exact arithmetic on the same operands, in float32: ε = 2⁻²⁴, S and n stand with
            the op. The interpreter is the definition in float64. The conformance tests hold every driver to these bounds (`compiler/Lucid.Model/ErrorBound.cs`); NaN and
            infinities agree exactly. With `--precision f16` each stored half adds one rounding of 2⁻¹¹ of its value; sums stay float32.


            """);
        // One use of each op, for the names and defaults of its attributes.
        ILookup<Type, Op> samples = SampleGraphs.EveryOp().Nodes.Select(node => node.Op).ToLookup(op => op.GetType());
        IEnumerable<Type> ops = typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && type != typeof(Pointwise));
        foreach (Type op in ops.OrderBy(type => type.Name, StringComparer.Ordinal)) AppendOp(text, samples[op].First(), documentation);
        AppendPointwise(text, documentation);
        AppendOnnx(text);
        AppendCorrections(text);
        return text.ToString();
    }

    private static void AppendOp(StringBuilder text, Op op, XElement documentation)
    {
        XElement member = Member(documentation, op.GetType());
        text.Append("## `").Append(op.Name).Append("`\n\n").Append(Words(member.Element("summary")!)).Append("\n\n");
        if (member.Element("remarks") is { } remarks) text.Append(Words(remarks)).Append("\n\n");
        foreach ((OpAttribute attribute, XElement comment) in op.Attributes.Zip(member.Elements("param")))
        {
            string byDefault = attribute.Default switch
            {
                null => "",
                System.Collections.IEnumerable list and not string => $", {list.Cast<object>().FirstOrDefault() ?? "none"} by default",
                object value => $", {AttributeText.Of(value)} by default",
            };
            text.Append("- `").Append(attribute.Name).Append('`').Append(byDefault).Append(": ").Append(Words(comment)).Append('\n');
        }

        if (member.Elements("param").Any()) text.Append('\n');
        text.Append("Error: ").AppendJoin("; ", Bounds(op)).Append(".\n\n");
    }

    /// <summary>The bound, of each form where they differ.</summary>
    private static IEnumerable<string> Bounds(Op op)
    {
        (string Form, Op Op)[] forms = op switch
        {
            Pool pool => [.. Enum.GetValues<PoolKind>().Select(kind => (Pool.KindText(kind), (Op)(pool with { Kind = kind })))],
            Reduce reduce => [.. Enum.GetValues<ReduceKind>().Select(kind => (Reduce.KindText(kind), (Op)(reduce with { Kind = kind })))],
            GridSample sample => [.. Enum.GetValues<ResizeMode>().Select(mode => (Resize.ModeText(mode), (Op)(sample with { Mode = mode })))],
            Resize resize => [.. Enum.GetValues<ResizeMode>().Select(mode => (Resize.ModeText(mode), (Op)(resize with { Mode = mode, Antialias = false }))),
                ("antialias", resize with { Mode = ResizeMode.Linear, Antialias = true })],
            Softmax softmax => [("out", softmax with { Log = false }), ("with log", softmax with { Log = true })],
            _ => [("", op)],
        };
        return forms.GroupBy(form => ErrorBound.Of(form.Op)).Select(alike => forms.Length == 1 ? alike.Key.ToString() : $"{string.Join(", ", alike.Select(form => form.Form))}: {alike.Key}");
    }

    private static void AppendPointwise(StringBuilder text, XElement documentation)
    {
        XElement member = Member(documentation, typeof(Pointwise));
        text.Append("## Pointwise\n\n").Append(Words(member.Element("summary")!)).Append(' ').Append(Words(member.Element("remarks")!)).Append("\n\n")
            .Append(Words(Member(documentation, typeof(PointwiseTable)).Element("summary")!)).Append("\n\n")
            .Append("| name | operands | value | parameters and their defaults | types | error |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (PointwiseFunction function in PointwiseTable.All)
        {
            string types = function.Result switch
            {
                PointwiseResult.SameAsOperands => function.Integers is null ? "floats" : "numbers",
                PointwiseResult.Comparison => function.Kind == PointwiseKind.Equal ? "any → bool" : "numbers → bool",
                PointwiseResult.Logic => "bool",
                PointwiseResult.Selection => "bool, any, any",
            };
            string parameters = string.Join(", ", function.Parameters.Select(parameter => $"{parameter.Name} = {AttributeText.Of(parameter.Default)}"));
            text.Append(CultureInfo.InvariantCulture, $"| `{function.Name}` | {function.Arity} | {function.Formula.Replace("|", "\\|", StringComparison.Ordinal)} | {parameters} | {types} | {ErrorBound.Of(new Pointwise(function.Kind)).ToString().Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        text.Append('\n');
    }

    private static void AppendOnnx(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"""
            ## ONNX operators

            What the importer takes of ai.onnx, opset {OnnxModel.OldestOpset} to {OnnxModel.LastOpset}, in every rank and broadcast form and with every attribute that ONNX allows, but for what the last column says. An attribute
            with opsets behind it exists in those only. Anything else is refused by name, all at once. Sizes may be computed from other sizes (Shape, Gather, Concat, arithmetic …);
            a size that depends on data is refused. What an operator becomes are the ops above.

            | operator | opsets | attributes | limits |
            | --- | --- | --- | --- |

            """);
        foreach (OnnxOperator entry in OperatorTable.All)
        {
            string attributes = string.Join(", ", entry.AttributesOfOpsets.Select(attribute =>
                attribute.First <= OnnxModel.FirstOpset && attribute.Last == OnnxModel.LastOpset ? attribute.Name : $"{attribute.Name} ({attribute.First} to {attribute.Last})"));
            text.Append(CultureInfo.InvariantCulture, $"| {entry.Name} | {entry.Since} to {entry.Until} | {attributes} | {entry.Limits} |\n");
        }

        text.Append('\n');
    }

    private static void AppendCorrections(StringBuilder text)
    {
        text.Append("""
            ## Documentation that disagrees

            Usage examples found in documentation whose comment gives another shape than the formula and torch itself. The formula rules; each is
            a test (`tests/golden/ops/doc_shapes.json`).

            | example | true shape | the comment claims | why |
            | --- | --- | --- | --- |

            """);
        foreach (JsonElement example in GoldenOps.DocumentedShapes.Where(example => example.GetProperty("agrees").ValueKind == JsonValueKind.False))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {example.Text("name")} | [{string.Join(",", example.Longs("shape"))}] | [{string.Join(",", example.Longs("documented_shape"))}] | {example.Text("note")} |\n");
        }
    }

    private static XElement Member(XElement documentation, Type type) => documentation.Descendants("member").Single(member => member.Attribute("name")!.Value == "T:" + type.FullName);

    /// <summary>The words of a comment as Markdown, on one line.</summary>
    private static string Words(XElement comment)
    {
        IEnumerable<string> parts = comment.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split(':')[^1].Split('.')[^1]}`",
            XElement code => $"`{code.Value}`",
            _ => "",
        });
        return Blanks().Replace(string.Concat(parts).Trim(), " ");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
