using Lucid.Model.Nn;

namespace Lucid.Upscaler;

/// <summary>
/// FSRCNN (Dong, Loy, Tang 2016): features at the small size, one transposed convolution to enlarge. No layer is told its input's
/// channels; the names are those of the state dict.
/// </summary>
internal sealed class Fsrcnn : Module
{
    private readonly Sequential _maps;
    private readonly (Module Convolution, Module Activation) _extract;
    private readonly (Module Convolution, Module Activation) _shrink;
    private readonly (Module Convolution, Module Activation) _expand;
    private readonly Module _deconv;

    /// <param name="scale">How many times larger the output is.</param>
    /// <param name="features">Channels of the features, d in the paper.</param>
    /// <param name="mapping">Channels of the mapping, s in the paper.</param>
    /// <param name="depth">Convolutions of the mapping, m in the paper.</param>
    public Fsrcnn(long scale = 2, long features = 32, long mapping = 12, int depth = 4)
    {
        _extract = (Register("extract", new LazyConv2d(features, 5, padding: 2)), Register("act1", new PReLU(features)));
        _shrink = (Register("shrink", new LazyConv2d(mapping, 1)), Register("act2", new PReLU(mapping)));
        Module[] maps = [.. Enumerable.Range(0, depth).SelectMany(_ => new Module[] { new LazyConv2d(mapping, 3, padding: 1), new PReLU(mapping) })];
        _maps = Register("maps", new Sequential(maps));
        _expand = (Register("expand", new LazyConv2d(features, 1)), Register("act3", new PReLU(features)));
        _deconv = Register("deconv", new LazyConvTranspose2d(3, 9, stride: scale, padding: 4, outputPadding: scale - 1));
    }

    /// <summary>Pictures (N, 3, H, W) in 0..1 become pictures of <c>scale</c> times the height and width.</summary>
    public override Var Forward(Var input)
    {
        Var x = input;
        foreach ((Module convolution, Module activation) in new[] { _extract, _shrink }) x = activation.Forward(convolution.Forward(x));
        x = _expand.Activation.Forward(_expand.Convolution.Forward(_maps.Forward(x)));
        return _deconv.Forward(x);
    }
}
