using Lucid.Files.Images;
using Lucid.Tensors;

namespace Lucid.Cli.Data;

/// <summary>What a model is run on.</summary>
/// <param name="Tensors">By input name.</param>
/// <param name="Image">How outputs become pictures: the options and margins of the one input that has some, or null.</param>
/// <param name="SampleRate">Samples a second of the sounds among the inputs, or null.</param>
internal sealed record GivenInputs(IReadOnlyDictionary<string, HostTensor> Tensors, GivenImage? Image, int? SampleRate);

/// <summary>Image options as they were carried out.</summary>
internal sealed record GivenImage(ImageOptions Options, ImageGeometry Geometry);
