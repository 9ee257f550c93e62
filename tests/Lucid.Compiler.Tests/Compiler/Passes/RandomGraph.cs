using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>A decoder-like graph drawn at random: the layers, movements and elementwise nodes that passes rewrite, in unlikely order.</summary>
internal sealed class RandomGraph
{
    private readonly Random _random;
    private readonly GraphBuilder _builder = new("random");
    private readonly List<ValueId> _images = [];
    private int _constants;

    private readonly bool _samples;

    private RandomGraph(int seed, bool samples) => (_random, _samples) = (new Random(seed), samples);

    /// <summary>A graph; with <paramref name="samples"/> it may hold upsampling and shuffles of blocks.</summary>
    public static Graph Make(int seed, bool samples)
    {
        RandomGraph make = new(seed, samples);
        make._images.Add(make._builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(2, make._random.Next(1, 9), make._random.Next(4, 9), make._random.Next(4, 9)))));
        int nodes = make._random.Next(3, 13);
        for (int i = 0; i < nodes; i++) make.Step();
        make._builder.AddOutput("y", make._images[^1]);
        if (make._random.Next(3) == 0) make._builder.AddOutput("inner", make._images[make._random.Next(make._images.Count)]);
        return make._builder.Build();
    }

    private void Step()
    {
        // Mostly the newest value: chains are what passes look for.
        ValueId x = _random.Next(4) == 0 ? _images[_random.Next(_images.Count)] : _images[^1];
        SymbolicShape shape = _builder.TypeOf(x).Shape;
        (long n, long c, long h, long w) = (shape[0].ConstantValue, shape[1].ConstantValue, shape[2].ConstantValue, shape[3].ConstantValue);
        ValueId? y = _random.Next(_samples ? 17 : 13) switch
        {
            0 or 1 => Convolution(x, c, h, w),
            2 => Transposed(x, c, h, w),
            3 => _builder.Add(new BatchNormalization(1e-5), [x, Numbers(0.5, 1.5, c), Numbers(-1, 1, c), Numbers(-1, 1, c), Numbers(0.5, 1.5, c)]),
            4 => Affine(x, c),
            5 => _builder.Add(new Pad(PadMode.Constant, [0, 0, _random.Next(0, 3), _random.Next(0, 3)], [0, 0, _random.Next(0, 3), _random.Next(0, 3)]), [x]),
            6 => h > 3 && w > 3
                ? _builder.Add(new Slice([0, 0, _random.Next(0, 2), _random.Next(0, 2)], [n, c, h - 1 - _random.Next(0, 2), w - 2], [1, 1, 1, 1]), [x])
                : null,
            7 => Activation(x),
            8 => Activation(x),
            9 => _images.FindLast(other => other != x && _builder.TypeOf(other).Shape == shape) is { Index: > 0 } twin ? _builder.Add(new Pointwise(PointwiseKind.Add), [x, twin]) : null,
            10 => c < 13 && _images.FindLast(other => Joins(other, shape)) is { } part ? _builder.Add(new Concat(1), [x, part]) : null,
            11 => _builder.Add(new Reshape(shape), [_builder.Add(new Reshape(new SymbolicShape(n, c * h, w)), [x])!.Value]),
            12 => c > 1 ? Channels(x, n, c, h, w) : Turned(x),
            13 => h < 12 && w < 12 ? Sampled(x, n, c, h, w) : null,
            14 => h % 2 == 0 && w % 2 == 0 ? Blocks(x, c, h, w) : null,
            15 => h * w <= 48 ? Rows(x, n, c, h * w, shape) : null,
            _ => c % 4 == 0 && h < 12 ? WrittenOut(x, n, c, h, w) : _builder.Add(new Pointwise(PointwiseKind.Mul), [x, _builder.Add(new Pointwise(PointwiseKind.Sigmoid), [x])!.Value]),
        };
        if (y is { } added) _images.Add(added);
    }

    private ValueId? Convolution(ValueId x, long c, long h, long w)
    {
        long groups = c % 2 == 0 && _random.Next(3) == 0 ? 2 : 1;
        // Whole blocks of four channels half of the time.
        long outputs = groups * (_random.Next(2) == 0 ? 4 : _random.Next(1, 4));
        (long kh, long kw) = (_random.Next(1, 4), _random.Next(1, 4));
        long dilation = _random.Next(3) == 0 ? 2 : 1;
        if ((dilation * (kh - 1)) + 1 > h || (dilation * (kw - 1)) + 1 > w) return null;
        ValueList<IntExpr> begin = [_random.Next(0, 3), _random.Next(0, 2)];
        ValueId weight = Numbers(-1, 1, outputs, c / groups, kh, kw);
        Conv conv = new([_random.Next(1, 3), 1], begin, [_random.Next(0, 2), _random.Next(0, 2)], [dilation, dilation], groups);
        return _random.Next(2) == 0 ? _builder.Add(conv, [x, weight]) : _builder.Add(conv, [x, weight, Numbers(-1, 1, outputs)]);
    }

    private ValueId? Transposed(ValueId x, long c, long h, long w)
    {
        if (h > 16 || w > 16) return null;
        long groups = c % 2 == 0 && _random.Next(3) == 0 ? 2 : 1;
        long outputs = _random.Next(2) == 0 ? 4 : _random.Next(1, 4);
        (long kh, long kw) = (_random.Next(2, 5), _random.Next(2, 5));
        ValueId weight = Numbers(-1, 1, c, outputs, kh, kw);
        ConvTranspose conv = new([2, _random.Next(1, 3)], [_random.Next(0, 2), 0], [_random.Next(0, 2), _random.Next(0, 2)], [_random.Next(0, 2), 0], [1, 1], groups);
        return _random.Next(2) == 0 ? _builder.Add(conv, [x, weight]) : _builder.Add(conv, [x, weight, Numbers(-1, 1, outputs * groups)]);
    }

    private ValueId? Affine(ValueId x, long c)
    {
        PointwiseKind kind = new[] { PointwiseKind.Add, PointwiseKind.Sub, PointwiseKind.Mul, PointwiseKind.Div }[_random.Next(4)];
        ValueId factor = _random.Next(2) == 0 ? Numbers(0.5, 1.5, c, 1, 1) : Numbers(0.5, 1.5);
        if (_random.Next(4) == 0) factor = _builder.Add(new Pointwise(PointwiseKind.Exp), [factor])!.Value;
        return kind != PointwiseKind.Div && _random.Next(3) == 0 ? _builder.Add(new Pointwise(kind), [factor, x]) : _builder.Add(new Pointwise(kind), [x, factor]);
    }

    private ValueId? Activation(ValueId x) => _random.Next(4) == 0
        ? _builder.Add(new Pointwise(PointwiseKind.Add), [_builder.Add(new Pointwise(PointwiseKind.Tanh), [x])!.Value, _builder.Add(new Pointwise(PointwiseKind.Tanh), [x])!.Value])
        : _builder.Add(Pointwise.Of(new[] { PointwiseKind.Relu, PointwiseKind.LeakyRelu, PointwiseKind.Sigmoid, PointwiseKind.Tanh, PointwiseKind.Neg }[_random.Next(5)]), [x]);

    private ValueId? Channels(ValueId x, long n, long c, long h, long w)
    {
        long first = c > 4 && _random.Next(2) == 0 ? 4 : 1;
        return _builder.Add(new Slice([0, first, 0, 0], [n, c - first, h, w], [1, 1, 1, 1]), [x]);
    }

    /// <summary>Upsampling with its convolution, or a convolution with its shuffle or a narrow layer behind it.</summary>
    private ValueId? Sampled(ValueId x, long n, long c, long h, long w)
    {
        if (_random.Next(3) == 0 && h > 3 && w > 3 && Convolution(x, c, h, w) is { } sharp && _builder.TypeOf(sharp).Shape is var own && own[2].ConstantValue > 2 && own[3].ConstantValue > 1)
            return _builder.Add(new Pool(PoolKind.Average, [_random.Next(1, 4), 2], [2, _random.Next(1, 3)], [0, 0], [0, 0], [1, 1], false, _random.Next(2) == 0, 2), [sharp]);
        if (_random.Next(2) == 0)
        {
            Resize resize = new(
                ResizeMode.Nearest, CoordinateMode.Asymmetric, NearestRounding.Floor, [n, c, 2 * h, 2 * w], [], -0.75, false, false, 0, []);
            return Convolution(_builder.Add(resize, [x])!.Value, c, 2 * h, 2 * w);
        }

        Conv conv = new([1, 1], [1, 0], [1, 0], [1, 1], 1);
        ValueId wide = _builder.Add(conv, [x, Numbers(-1, 1, 16, c, 3, 1), Numbers(-1, 1, 16)])!.Value;
        if (_random.Next(2) == 0) return _builder.Add(new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), [wide, Numbers(-1, 1, 2, 16, 1, 1)]);
        return _builder.Add(new DepthToSpace(2, _random.Next(2) == 0), [wide]);
    }

    /// <summary>A pixel shuffle as exporters write it.</summary>
    private ValueId? WrittenOut(ValueId x, long n, long c, long h, long w)
    {
        ValueId split = _builder.Add(new Reshape(new SymbolicShape(n, c / 4, 2, 2, h, w)), [x])!.Value;
        ValueId turned = _builder.Add(new Transpose([0, 1, 4, 2, 5, 3]), [split])!.Value;
        return _builder.Add(new Reshape(new SymbolicShape(n, c / 4, 2 * h, 2 * w)), [turned]);
    }

    /// <summary>Products of the positions as rows, with attention among them or without, as transformers write them.</summary>
    private ValueId Rows(ValueId x, long n, long c, long positions, SymbolicShape shape)
    {
        ValueId rows = Turn(_builder.Add(new Reshape(new SymbolicShape(n, c, positions)), [x])!.Value);
        ValueId y = Product(rows);
        if (_random.Next(2) == 0)
        {
            ValueId scores = _builder.Add(new MatMul(), [y, Turn(Product(rows))])!.Value;
            if (_random.Next(2) == 0) scores = _builder.Add(new Pointwise(PointwiseKind.Mul), [scores, Numbers(0.1, 0.5)])!.Value;
            y = _builder.Add(new MatMul(), [_builder.Add(new Softmax(2), [scores])!.Value, Product(rows)])!.Value;
        }

        return _builder.Add(new Reshape(shape), [Turn(y)])!.Value;

        ValueId Turn(ValueId value) => _builder.Add(new Transpose([0, 2, 1]), [value])!.Value;

        ValueId Product(ValueId value)
        {
            ValueId product = _builder.Add(new MatMul(), [value, Numbers(-1, 1, c, c)])!.Value;
            return _random.Next(2) == 0 ? product : _builder.Add(new Pointwise(PointwiseKind.Add), [Numbers(-1, 1, c), product])!.Value;
        }
    }

    private ValueId? Blocks(ValueId x, long c, long h, long w) =>
        Convolution(_builder.Add(new SpaceToDepth(2), [x])!.Value, 4 * c, h / 2, w / 2);

    private ValueId? Turned(ValueId x) => _builder.Add(new Transpose([0, 1, 3, 2]), [_builder.Add(new Transpose([0, 1, 3, 2]), [x])!.Value]);

    private bool Joins(ValueId other, SymbolicShape shape)
    {
        SymbolicShape own = _builder.TypeOf(other).Shape;
        return own[0] == shape[0] && own[2] == shape[2] && own[3] == shape[3];
    }

    private ValueId Numbers(double low, double high, params long[] extents)
    {
        Shape shape = new(extents);
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(low + (_random.NextDouble() * (high - low)));
        return _builder.AddConstant($"c{_constants++}", HostTensor.Of(shape, values));
    }
}
