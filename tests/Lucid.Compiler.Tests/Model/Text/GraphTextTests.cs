using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Text;

public sealed class GraphTextTests
{
    [Fact]
    public void A_graph_prints_as_its_golden_text() => Golden.Match("graph/text/u_net", GraphPrinter.Print(SampleGraphs.UNet()));

    [Fact]
    public void A_printed_graph_parses_back_to_an_equal_graph() => AssertRoundTrips(SampleGraphs.UNet());

    [Fact]
    public void Every_op_of_the_catalogue_survives_printing_and_parsing()
    {
        Graph graph = SampleGraphs.EveryOp();
        Assert.Empty(OpCatalogue.Names.Except(graph.Nodes.Select(node => node.Op.Name)));
        AssertRoundTrips(graph);
        Golden.Match("graph/text/every_op", GraphPrinter.Print(graph));
    }

    [Fact]
    public void Blanks_and_comments_mean_nothing()
    {
        const string Spaced = "lucid-graph 1 # version\n\n graph\t\"g\"\r\n  input %x:f32[ 2 , h ]\n%y : f32[2,h]=\n relu( %x )\n output \"y\"=%y #end";
        Graph graph = GraphParser.Parse(Spaced, new Dictionary<string, HostTensor>());
        Assert.Equal("lucid-graph 1\ngraph \"g\"\ninput %x: f32[2,h]\n%y: f32[2,h] = relu(%x)\noutput \"y\" = %y\n", GraphPrinter.Print(graph));
    }

    [Theory]
    [InlineData("", "g.txt:1:1: expected 'lucid-graph 1', found the end")]
    [InlineData("lucid-graph 2\ngraph \"g\"", "g.txt:1:1: expected 'lucid-graph 1', found 'l'")]
    [InlineData("output \"y\" = %x", "g.txt:3:14: value 'x' is not known here")]
    [InlineData("input %xx: f32[2]\noutput \"y\" = %xy", "g.txt:4:14: value 'xy' is not known here; nearest: 'xx'")]
    [InlineData("input %x: f33[2]", "g.txt:3:11: 'f33' is no element type")]
    [InlineData("input %x: F32[2]", "g.txt:3:11: 'F32' is no element type")]
    [InlineData("input %x: f32[2,]", "g.txt:3:17: expected an extent, found ']'")]
    [InlineData("input %x: f32[2+]", "g.txt:3:1: '2+', position 3: expected a number, a symbol or '(', found the end")]
    [InlineData("input %x: f32[h]\ninput %x: f32[h]", "g.txt:4:7: two values are named 'x'")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = rely(%x)", "g.txt:4:1: there is no op 'rely'; nearest: 'relu', 'celu', 'elu'")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = leaky_relu(%x, alpa=2)", "g.txt:4:1: there is no attribute 'alpa'")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = leaky_relu(%x, alpha=2, alpha=3)", "g.txt:4:1: attribute 'alpha' is given twice")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = leaky_relu(%x, alpha=two)", "g.txt:4:1: attribute 'alpha': 'two' is no number")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = concat(%x)", "g.txt:4:1: attribute 'axis' is missing")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = concat(%x, axis=1)", "g.txt:4:1: concat: axis 1 does not exist in f32[2]")]
    [InlineData("input %x: f32[2]\n%y: f32[3] = relu(%x)", "g.txt:4:1: relu gives f32[2], %y is declared f32[3]")]
    [InlineData("input %x: f32[2]\n%y: f32[2], %z: f32[2] = relu(%x)", "g.txt:4:1: relu gives 1 values, 2 are declared")]
    [InlineData("input %x: f32[2]\n%y: f32[2] = relu(%x) node \"a\"\n%z: f32[2] = relu(%x) node \"a\"", "g.txt:5:1: two nodes are named 'a'")]
    [InlineData("const %c: f32[2] = {1}", "g.txt:3:20: f32[2] takes 2 elements, found 1")]
    [InlineData("const %c: i8[1] = {300}", "g.txt:3:1: Arithmetic operation resulted in an overflow.")]
    [InlineData("const %c: f32[h] = {1}", "g.txt:3:20: a constant cannot be f32[h]: its extents are no numbers")]
    [InlineData("const %c: f32[2] = tensor \"weigth\"", "g.txt:3:27: tensor 'weigth' is not there; nearest: 'weight'")]
    [InlineData("const %c: f32[2] = tensor \"weight\"", "g.txt:3:27: tensor 'weight' is f32[3], expected f32[2]")]
    [InlineData("guard h==2 \"no", "g.txt:3:15: a string does not end on its line")]
    [InlineData("guard h==2 \"no \\x\"", "g.txt:3:18: unknown escape in a string")]
    [InlineData("input %x: f32[2]\ninput %y: f32[h//2]\noutput \"y\" = %x", "g.txt:5:16: error LUC2007: symbol h cannot be read off the shapes of the inputs; declare an input extent as 'h' or linear in it")]
    [InlineData("input %x: f32[2]", "g.txt:3:17: error LUC2001: model 'g' has no output")]
    public void A_wrong_text_is_refused_with_its_place(string statements, string message)
    {
        string text = statements.Length == 0 || statements.StartsWith("lucid-", StringComparison.Ordinal) ? statements : "lucid-graph 1\ngraph \"g\"\n" + statements;
        Dictionary<string, HostTensor> tensors = new() { ["weight"] = SampleGraphs.Ramp(3) };
        Assert.Equal(message, Assert.Throws<GraphFormatException>(() => GraphParser.Parse(text, tensors, "g.txt")).Message);
    }

    [Fact]
    public void Damaged_texts_give_a_graph_or_the_named_exception()
    {
        const int Seed = 20251;
        Random random = new(Seed);
        Graph[] graphs = [SampleGraphs.UNet(), SampleGraphs.EveryOp()];
        string alphabet = "%\"\\[](){},=:#+-*/<0123456789abchNmin_ \n";
        for (int round = 0; round < 3000; round++)
        {
            Graph graph = graphs[round % graphs.Length];
            List<char> text = [.. GraphPrinter.Print(graph)];
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text.RemoveRange(at, Math.Min(random.Next(1, 20), text.Count - at)); break;
                    case 1: text[at] = alphabet[random.Next(alphabet.Length)]; break;
                    case 2: text.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    default: text.InsertRange(at, text.Skip(random.Next(text.Count)).Take(random.Next(40)).ToList()); break;
                }
            }

            string damaged = new([.. text]);
            try
            {
                Graph read = GraphParser.Parse(damaged, GraphPrinter.Tensors(graph));
                AssertRoundTrips(read);
                RunWithSmallSizes(read);
            }
            catch (GraphFormatException)
            {
                // The one exception that may be.
            }
            catch (Exception error)
            {
                throw new Xunit.Sdk.XunitException($"seed {Seed}, round {round}: {error}\n{damaged}");
            }
        }
    }

    [Theory]
    [InlineData("(a+b+c+d+e+f+g+h+i+j)*(k+l+m+n+o+p+q+r+s+t)*(u+v+w+x+y+z+A+B+C+D)*(E+F+G+H+I+J+K+L+M+N)*(O+P+Q+R+S+T+U+V+W+X)*(Y+Z+aa+ab+ac+ad+ae+af)")]
    [InlineData("9223372036854775807*9223372036854775807")]
    [InlineData("9223372036854775807+9223372036854775807")]
    [InlineData("1//0")]
    [InlineData("99999999999999999999")]
    public void A_hostile_extent_is_refused_at_once(string extent) => Assert.Throws<GraphFormatException>(
        () => GraphParser.Parse($"lucid-graph 1\ngraph \"g\"\ninput %x: f32[{extent}]\noutput \"y\" = %x", new Dictionary<string, HostTensor>()));

    [Fact]
    public void Deep_nesting_is_refused_not_followed()
    {
        string extent = new string('(', 5000) + "h" + new string(')', 5000);
        Assert.Throws<GraphFormatException>(
            () => GraphParser.Parse($"lucid-graph 1\ngraph \"g\"\ninput %x: f32[{extent}]\noutput \"y\" = %x", new Dictionary<string, HostTensor>()));
    }

    /// <summary>What was verified never throws downstream, but for the named refusals of sizes.</summary>
    private static void RunWithSmallSizes(Graph graph)
    {
        var symbols = graph.Inputs.SelectMany(id => graph.TypeOf(id).Shape.Extents).SelectMany(extent => extent.Symbols()).Distinct().ToDictionary(name => name, _ => 4L);
        try
        {
            if (graph.Values.Any(value => value.Type.Shape.Evaluate(symbols).ElementCount > 100_000)) return;
            var inputs = graph.Inputs.Select(id => graph[id]).ToDictionary(value => value.Name, value => Zeros(value.Type.Element, value.Type.Shape.Evaluate(symbols)));
            ReferenceInterpreter.Run(graph, inputs);
        }
        catch (Exception error) when (error is ShapeGuardException or ShapeMismatchException or ShapeEvaluationException or OverflowException)
        {
            // OverflowException: of the element count above.
        }
    }

    private static HostTensor Zeros(ElementType element, Shape shape) => new(element, shape, new byte[shape.ElementCount * element.ByteSize()]);

    internal static void AssertRoundTrips(Graph graph)
    {
        string text = GraphPrinter.Print(graph);
        Graph again = GraphParser.Parse(text, GraphPrinter.Tensors(graph));
        Assert.Equal(text, GraphPrinter.Print(again));
        Assert.Equal(graph.Name, again.Name);
        Assert.Equal(graph.Values.AsEnumerable(), again.Values);
        Assert.Equal(graph.Inputs.AsEnumerable(), again.Inputs);
        Assert.Equal(graph.Outputs.AsEnumerable(), again.Outputs);
        Assert.Equal(graph.Nodes.AsEnumerable(), again.Nodes);
        Assert.Equal(graph.Guards.AsEnumerable(), again.Guards);
        foreach ((ValueId id, HostTensor data) in graph.Constants)
        {
            Assert.Equal(data.Type, again.Constants[id].Type);
            Assert.True(data.Bytes.Span.SequenceEqual(again.Constants[id].Bytes.Span));
        }
    }
}
