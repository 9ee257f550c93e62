using System.Text.Json;
using System.Xml.Linq;

using Lucid.Pictures.Plans;
using Lucid.Planning;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class PlanSvgTests
{
    [Fact]
    public void A_small_plan_is_drawn_as_its_golden_text() => Golden.Match("pictures/plan/three_buffers", PlanSvg.Draw(ThreeBuffers()));

    [Fact]
    public void The_numbers_are_written_for_scripts()
    {
        Golden.Match("pictures/plan/three_buffers_json", PlanJson.Write(ThreeBuffers()));
        using JsonDocument document = JsonDocument.Parse(PlanJson.Write(ThreeBuffers()));
        Assert.Equal([100L, 300, 350, 250], document.RootElement.GetProperty("live_bytes").EnumerateArray().Select(bytes => bytes.GetInt64()));
    }

    [Fact]
    public void Every_buffer_is_named_even_where_hundreds_share_the_arena()
    {
        var random = new Random(1);
        MemoryProblem problem = new(Enumerable.Range(0, 400).Select(i => BufferLifetime.FromUses($"value{i:000}", i, Math.Min(399, i + 1 + random.Next(4)), 256 * random.Next(1, 200), 256)));
        PlanPicture picture = new("many", "", [.. Enumerable.Range(0, 400).Select(i => $"kernel{i}")], MemoryPlanner.Plan(problem, PlanBudget.None));
        XDocument svg = XDocument.Parse(PlanSvg.Draw(picture));
        HashSet<string> texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        for (int i = 0; i < 400; i++) Assert.Contains($"value{i:000}", texts);
    }

    [Fact]
    public void A_plan_without_buffers_says_so()
    {
        PlanPicture picture = new("empty", "", ["kernel"], MemoryPlanner.Plan(new MemoryProblem([]), PlanBudget.None));
        Assert.Contains("No buffer lives in the arena.", PlanSvg.Draw(picture), StringComparison.Ordinal);
    }

    private static PlanPicture ThreeBuffers()
    {
        MemoryProblem problem = new([BufferLifetime.FromUses("x<1>", 0, 2, 100), BufferLifetime.FromUses("skip & join", 1, 3, 200), BufferLifetime.FromUses("z", 2, 3, 50)]);
        return new PlanPicture("small", "batch=1", ["conv", "up", "join", "tanh"], MemoryPlanner.Plan(problem, PlanBudget.None));
    }
}
