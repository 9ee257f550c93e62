using Lucid.Tensors;
using Xunit;

namespace Lucid.Runtime.Tests.Tensors;

public sealed class IntExprTests
{
    private const int Seed = 4711;

    [Fact]
    public void Simplification_never_changes_a_value()
    {
        Random random = new(Seed);
        for (int round = 0; round < 4000; round++)
        {
            RandomExpression drawn = Draw(random);
            for (int sample = 0; sample < 6; sample++)
            {
                Dictionary<string, long> symbols = RandomExpression.DrawSymbols(random);
                if (drawn.Meaning(symbols) is not { } expected) continue;
                Assert.True(expected == drawn.Expr.Evaluate(symbols), $"seed {Seed}, round {round}: {drawn.Expr} is {drawn.Expr.Evaluate(symbols)}, expected {expected} at {Text(symbols)}");
            }
        }
    }

    [Fact]
    public void What_is_printed_reads_back_as_the_same_expression()
    {
        Random random = new(Seed + 1);
        for (int round = 0; round < 4000; round++)
        {
            IntExpr drawn = Draw(random).Expr;
            IntExpr read = IntExpr.Parse(drawn.ToString());
            Assert.True(drawn.Equals(read), $"seed {Seed + 1}, round {round}: {drawn} reads back as {read}");
        }
    }

    [Fact]
    public void Substitution_and_evaluation_commute()
    {
        Random random = new(Seed + 2);
        for (int round = 0; round < 1500; round++)
        {
            RandomExpression drawn = Draw(random);
            Dictionary<string, long> symbols = RandomExpression.DrawSymbols(random);
            if (drawn.Meaning(symbols) is not { } expected) continue;
            // h becomes h+w, so the original is asked at h+w.
            Dictionary<string, long> shifted = new(symbols) { ["h"] = symbols["h"] + symbols["w"] };
            IntExpr substituted = drawn.Expr.Substitute(new Dictionary<string, IntExpr> { ["h"] = IntExpr.Symbol("h") + IntExpr.Symbol("w") });
            if (drawn.Meaning(shifted) is { } atShifted) Assert.True(atShifted == substituted.Evaluate(symbols), $"seed {Seed + 2}, round {round}: {drawn.Expr} → {substituted}");
            IntExpr bound = drawn.Expr.Substitute(symbols.ToDictionary(symbol => symbol.Key, symbol => (IntExpr)symbol.Value));
            Assert.True(bound.TryGetConstant(out long value) && value == expected, $"seed {Seed + 2}, round {round}: {drawn.Expr} → {bound}, expected {expected}");
        }
    }

    [Fact]
    public void Every_value_lies_in_the_range()
    {
        Random random = new(Seed + 3);
        for (int round = 0; round < 3000; round++)
        {
            RandomExpression drawn = Draw(random);
            (long? low, long? high) = drawn.Expr.Range();
            for (int sample = 0; sample < 8; sample++)
            {
                Dictionary<string, long> symbols = RandomExpression.DrawSymbols(random);
                if (drawn.Meaning(symbols) is not { } value) continue;
                Assert.True(!(value < low) && !(value > high), $"seed {Seed + 3}, round {round}: {drawn.Expr} is {value}, outside [{low}, {high}] at {Text(symbols)}");
            }
        }
    }

    [Fact]
    public void A_linear_form_is_the_expression()
    {
        Random random = new(Seed + 4);
        int found = 0;
        for (int round = 0; round < 3000; round++)
        {
            RandomExpression drawn = Draw(random);
            if (drawn.Expr.AsLinearIn("h") is not { } form) continue;
            found++;
            Assert.DoesNotContain("h", form.Factor.Symbols());
            Assert.DoesNotContain("h", form.Offset.Symbols());
            Assert.Equal(drawn.Expr, (form.Factor * IntExpr.Symbol("h")) + form.Offset);
        }

        Assert.True(found > 100, $"only {found} linear forms");
    }

    [Theory]
    [InlineData("h+h", "2*h")]
    [InlineData("h*w-w*h", "0")]
    [InlineData("(4*h+6)//2", "2*h+3")]
    [InlineData("(4*h+5)//4", "h+1")]
    [InlineData("(h//2)//3", "h//6")]
    [InlineData("(h*w)//w", "h")]
    [InlineData("(6*h+3)%2", "1")]
    [InlineData("min(h,h+1)", "h")]
    [InlineData("max(h,1)", "h")]
    [InlineData("1<=h", "1")]
    [InlineData("h<1", "0")]
    [InlineData("2*h==2*w+1", "0")]
    [InlineData("2*h==2*w", "h==w")]
    [InlineData("w==h", "h==w")]
    [InlineData("1<=2*(h//2)", "0<h//2")]
    [InlineData("3<2*(h//2)+1", "1<h//2")]
    [InlineData("4<=h-2", "5<h")]
    [InlineData("-h", "-h")]
    [InlineData("(-3)//h", "(-3)//h")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-9223372036854775808*h", "-9223372036854775808*h")]
    public void Expressions_print_in_one_canonical_form(string text, string canonical) => Assert.Equal(canonical, IntExpr.Parse(text).ToString());

    [Theory]
    [InlineData("", "'', position 1: expected a number, a symbol or '(', found the end")]
    [InlineData("h+", "'h+', position 3: expected a number, a symbol or '(', found the end")]
    [InlineData("(h", "'(h', position 3: expected ')', found the end")]
    [InlineData("h w", "'h w', position 3: expected an operator or the end, found 'w'")]
    [InlineData("min(h)", "'min(h)', position 6: expected ',', found ')'")]
    [InlineData("1//0", "'1//0': 1 is divided by 0")]
    [InlineData("99999999999999999999", "'99999999999999999999' does not fit 64 bits")]
    [InlineData(".5", "'.5', position 3: expected a symbol, found the end")]
    public void A_wrong_text_is_refused_with_its_position(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => IntExpr.Parse(text)).Message);

    [Fact]
    public void Random_text_gives_an_expression_or_a_format_exception()
    {
        Random random = new(Seed + 5);
        const string Alphabet = "hw0123456789+-*/%()<=, minax_.";
        for (int round = 0; round < 20000; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            try
            {
                Assert.Equal(IntExpr.Parse(text), IntExpr.Parse(IntExpr.Parse(text).ToString()));
            }
            catch (FormatException)
            {
                // The one exception that may be.
            }
        }
    }

    [Fact]
    public void Overflow_is_a_named_exception_when_evaluated()
    {
        IntExpr square = IntExpr.Symbol("h") * IntExpr.Symbol("h");
        var error = Assert.Throws<ShapeEvaluationException>(() => square.Evaluate(new Dictionary<string, long> { ["h"] = 1L << 32 }));
        Assert.Equal("h*h overflows 64 bits", error.Message);
        Assert.Equal("symbol h has no value", Assert.Throws<ShapeEvaluationException>(() => square.Evaluate(new Dictionary<string, long>())).Message);
    }

    // A draw whose coefficients overflow while it is built is no expression: draw again.
    private static RandomExpression Draw(Random random)
    {
        while (true)
        {
            try
            {
                return RandomExpression.Draw(random, random.Next(1, 5));
            }
            catch (Exception error) when (error is OverflowException or ShapeEvaluationException)
            {
                continue;
            }
        }
    }

    private static string Text(Dictionary<string, long> symbols) => string.Join(", ", symbols.Select(symbol => $"{symbol.Key}={symbol.Value}"));
}
