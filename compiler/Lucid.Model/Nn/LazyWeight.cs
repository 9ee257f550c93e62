using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What a lazy module asks of the weight that a state dict has for it.</summary>
/// <param name="Expected">The shape in words, with a name where the channels are not known: <c>[in_channels,32,4,4]</c>.</param>
/// <param name="ChannelsOf">The input channels that a weight's shape tells, or null where it does not fit.</param>
/// <param name="Materialize">Takes the input channels.</param>
internal sealed record LazyWeight(string Expected, Func<Shape, long?> ChannelsOf, Action<long> Materialize);
