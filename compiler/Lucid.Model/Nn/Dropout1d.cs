namespace Lucid.Model.Nn;

/// <summary>torch.nn.Dropout1d, which does nothing after training.</summary>
/// <param name="p">The probability it had in training.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
public sealed class Dropout1d(double p = 0.5, bool inplace = false) : DropoutModule(p, inplace);
