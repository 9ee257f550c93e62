using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>Pictures made ready for a model, and what it takes to turn its outputs into pictures.</summary>
/// <param name="Input">The model's input, float32.</param>
/// <param name="Geometry">The margins added.</param>
public sealed record PreparedImages(HostTensor Input, ImageGeometry Geometry);
