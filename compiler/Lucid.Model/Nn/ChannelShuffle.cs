using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.ChannelShuffle: channels c = g·n + i of <c>(N, C, *)</c> go to i·groups + g.</summary>
/// <param name="groups">How many groups the channels are, 1 or more.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class ChannelShuffle(long groups, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.ChannelShuffle(input, groups, NnModel.Caller(file, line), FullName);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"groups={groups}");
}
