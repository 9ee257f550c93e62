using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class PercentilesTests
{
    [Fact]
    public void They_are_nearest_ranks() => Assert.Equal(new Percentiles(1, 10, 50, 90, 99), Percentiles.Of(Enumerable.Range(1, 100).Reverse().Select(i => (double)i)));

    [Fact]
    public void One_time_is_all_of_them() => Assert.Equal(new Percentiles(3, 3, 3, 3, 3), Percentiles.Of([3]));

    [Fact]
    public void No_time_is_a_mistake() => Assert.Throws<ArgumentException>(() => Percentiles.Of([]));
}
