using System.Globalization;

using Lucid.Compiler;
using Lucid.Verification.Models;

namespace Lucid.Cli.Data;

/// <summary>What an exact rewrite of linear layers saves at its place, at nominal sizes; the second number of each pair is what is left.</summary>
/// <param name="Pass">The pass that made it.</param>
/// <param name="Place">The node whose result it gives.</param>
/// <param name="MultiplyAdds">Products that are added up.</param>
/// <param name="WeightBytes">Constants that are read.</param>
/// <param name="ValueBytes">Operands and results of kernels.</param>
internal sealed record RewriteEffect(string Pass, string Place, (long Before, long After) MultiplyAdds, (long Before, long After) WeightBytes, (long Before, long After) ValueBytes)
{
    /// <summary>The heads of <see cref="Cells"/>.</summary>
    public static readonly string[] Heads = ["layer", "pass", "multiply-adds", "weight bytes", "bytes moved"];

    /// <summary>All rewrites that passes have noted, in order.</summary>
    public static IEnumerable<RewriteEffect> Of(PassLog log, NominalSizes sizes) =>
        from record in log.Records
        from rewrite in record.Rewrites
        select new RewriteEffect(
            record.Name, rewrite.Place,
            (rewrite.Before.MultiplyAdds.Evaluate(sizes.Symbols), rewrite.After.MultiplyAdds.Evaluate(sizes.Symbols)),
            (rewrite.Before.WeightBytes, rewrite.After.WeightBytes),
            (rewrite.Before.ValueBytes.Evaluate(sizes.Symbols), rewrite.After.ValueBytes.Evaluate(sizes.Symbols)));

    /// <summary>A row of a table.</summary>
    public string[] Cells => [Place, Pass, Pair(MultiplyAdds), Pair(WeightBytes), Pair(ValueBytes)];

    private static string Pair((long Before, long After) pair) => string.Create(CultureInfo.InvariantCulture, $"{pair.Before:#,0} → {pair.After:#,0}");
}
