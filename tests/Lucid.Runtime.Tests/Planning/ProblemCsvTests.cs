using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

public sealed class ProblemCsvTests
{
    private static ProblemDocument Read(string text) => ProblemReader.Read(new StringReader(text), "p.csv");

    private static string Written(Action<TextWriter> write)
    {
        var writer = new StringWriter();
        write(writer);
        return writer.ToString();
    }

    [Fact]
    public void The_public_form_is_read()
    {
        ProblemDocument document = Read("id,lower,upper,size\nb1,0,3,4\nb2,3,9,4\n");
        Assert.Equal([new BufferLifetime("b1", 0, 3, 4), new BufferLifetime("b2", 3, 9, 4)], document.Problem.Buffers.AsEnumerable());
        Assert.Null(document.Offsets);
    }

    [Fact]
    public void Columns_may_come_in_any_order_with_offset_and_alignment()
    {
        ProblemDocument document = Read("\uFEFFalignment,size,offset,id,lower,upper\r\n4,16,8,x,-1,2\r\n\r\n");
        Assert.Equal([new BufferLifetime("x", -1, 2, 16, 4)], document.Problem.Buffers.AsEnumerable());
        Assert.Equal([8], document.Offsets!.Value.AsEnumerable());
    }

    [Theory]
    [InlineData("", "p.csv:1: the file is empty; expected the header id,lower,upper,size[,offset]")]
    [InlineData("id,lower,size\n", "p.csv:1: the column 'upper' is missing; found 'id,lower,size', expected id,lower,upper,size[,offset]")]
    [InlineData("id,start,upper,size\n", "p.csv:1: unknown column 'start'; expected id,lower,upper,size,offset,alignment (offset and alignment are optional)")]
    [InlineData("id,lower,upper,size,id\n", "p.csv:1: the column 'id' appears twice")]
    [InlineData("id,lower,upper,size\na,0,1,1\nb,0,1\n", "p.csv:3: found 3 fields, expected 4 as in the header")]
    [InlineData("id,lower,upper,size\na,0,1,1.5\n", "p.csv:2: size: found '1.5', expected a 64-bit integer")]
    [InlineData("id,lower,upper,size\na,0,1,99999999999999999999\n", "p.csv:2: size: found '99999999999999999999', expected a 64-bit integer")]
    [InlineData("id,lower,upper,size\na,5,5,1\n", "p.csv:2: a [5, 5) size 1 alignment 1: upper must be greater than lower (the interval is half-open)")]
    [InlineData("id,lower,upper,size\na,0,5,-1\n", "p.csv:2: a [0, 5) size -1 alignment 1: the size must not be negative")]
    [InlineData("id,lower,upper,size\na,0,5,1\n\na,6,7,1\n", "p.csv:4: the id 'a' was already used in line 2")]
    [InlineData("id,lower,upper,size\n,6,7,1\n", "p.csv:2: the id is empty")]
    public void A_fault_is_named_with_its_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ProblemFormatException>(() => Read(text)).Message);

    [Fact]
    public void An_endless_line_is_refused_early()
    {
        var endless = new EndlessReader();
        ProblemFormatException fault = Assert.Throws<ProblemFormatException>(() => ProblemReader.Read(endless, "p.csv"));
        Assert.Equal("p.csv:1: the line is longer than 4096 characters", fault.Message);
        Assert.True(endless.Given < 10_000);
    }

    [Fact]
    public void A_sum_of_sizes_beyond_64_bits_is_refused() =>
        Assert.Contains("add up to more than", Assert.Throws<ProblemFormatException>(
            () => Read($"id,lower,upper,size\na,0,1,{long.MaxValue / 5}\nb,0,1,{long.MaxValue / 5}\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_written_reads_back()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            MemoryProblem problem = RandomProblem.Make(new Random(seed), 20, aligned: seed % 2 == 0);
            MemoryPlan plan = GreedyBestFit.Plan(problem);
            Assert.True(problem.Equals(Read(Written(writer => ProblemWriter.Write(writer, problem))).Problem), $"seed {seed}");
            ProblemDocument document = Read(Written(writer => ProblemWriter.Write(writer, plan)));
            Assert.True(problem.Equals(document.Problem), $"seed {seed}");
            Assert.True(plan.Offsets.SequenceEqual(document.Offsets!.Value), $"seed {seed}");
        }
    }

    [Fact]
    public void A_plan_is_written_in_the_public_form()
    {
        var problem = new MemoryProblem([new("a", 0, 2, 8), new("b", 1, 3, 4)]);
        Assert.Equal(
            "id,lower,upper,size,offset\na,0,2,8,0\nb,1,3,4,8\n", Written(writer => ProblemWriter.Write(writer, GreedyBestFit.Plan(problem))));
    }

    [Fact]
    public void An_id_that_would_break_the_line_is_not_written() =>
        Assert.Throws<ArgumentException>(() => Written(writer => ProblemWriter.Write(writer, new MemoryProblem([new("a,b", 0, 1, 1)]))));

    [Fact]
    public void Random_bytes_end_in_a_document_or_a_format_fault()
    {
        const string Letters = "id,lower,upper,size\noffset0123456789-+. \r\uFEFFé\0";
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            string body = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Letters[random.Next(Letters.Length)]));
            string text = random.Next(3) == 0 ? body : "id,lower,upper,size\n" + body;
            try
            {
                Read(text);
            }
            catch (ProblemFormatException fault)
            {
                Assert.True(fault.Line > 0, $"seed {seed}");
            }
        }
    }

    private sealed class EndlessReader : TextReader
    {
        public int Given { get; private set; }

        public override int Read()
        {
            Given++;
            return 'a';
        }
    }
}
