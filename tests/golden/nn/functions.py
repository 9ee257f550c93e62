#!/usr/bin/env python3
"""Writes functions.json: functions and layers as PyTorch computes them in float64, on inputs that a formula gives.

Element i of the n-th input is 2 sin(1.7 i + n + 0.3), rounded to float32; of an integer input (3 i + n) mod 5; of a bool input (i + n) mod 3 != 0.
A case is a line of the language, the same line of PyTorch, and the inputs' shapes. Needs PyTorch 1.13 or later: python3 functions.py > functions.json
"""
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

X = {"x": (2, 3, 4, 5)}
M = {"x": (3, 4)}


def attention(q, k, v, mask=None, causal=False, scale=None):
    s = q @ k.transpose(-2, -1) * (scale or 1 / math.sqrt(q.shape[-1]))
    if causal:
        s = s.masked_fill(~torch.ones(s.shape[-2:], dtype=torch.bool).tril(), -math.inf)
    if mask is not None:
        s = s.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else s + mask
    return s.softmax(-1) @ v


def rms(x, shape, weight=None, eps=2.0 ** -23):
    dims = tuple(range(-len(shape), 0))
    y = x / (x.pow(2).mean(dims, keepdim=True) + eps).sqrt()
    return y if weight is None else y * weight


CASES = [
    # reductions
    ("x.sum()", "x.sum()", M), ("x.mean(1)", "x.mean(1)", M), ("x.mean((2, 3), keepdim=True)", "x.mean((2, 3), keepdim=True)", X),
    ("sum(x, dim=-1)", "x.sum(-1)", X), ("x.amax(dim=(1, -1))", "x.amax((1, -1))", X), ("x.amin(0)", "x.amin(0)", X), ("prod(x, 1)", "x.prod(1)", M),
    ("logsumexp(x, 1, keepdim=True)", "x.logsumexp(1, keepdim=True)", X), ("x.var(1)", "x.var(1)", X), ("x.var((1, 2), correction=0)", "x.var((1, 2), unbiased=False)", X),
    ("x.std(dim=3, keepdim=True)", "x.std(3, keepdim=True)", X), ("x.std((0, 2), unbiased=False)", "x.std((0, 2), unbiased=False)", X), ("x.var()", "x.var()", M),
    ("x.norm(dim=1)", "x.norm(dim=1)", X), ("x.norm(1, (2, 3))", "x.norm(1, (2, 3))", X), ("x.norm(inf, -1, True)", "x.norm(math.inf, -1, True)", X), ("norm(x, 3.0)", "x.norm(3)", M),
    ("x.argmax(1)", "x.argmax(1)", X), ("x.argmin(-1, keepdim=True)", "x.argmin(-1, keepdim=True)", X), ("argmax(x)", "x.argmax()", M),
    # shapes
    ("stack([x, x + 1.0], dim=1)", "torch.stack([x, x + 1], 1)", M), ("stack([x, x], -1)", "torch.stack([x, x], -1)", M), ("cat(x.unbind(2), 1)", "torch.cat(x.unbind(2), 1)", X),
    ("x.select(1, -1)", "x.select(1, -1)", X), ("x.index_select(1, i)", "x.index_select(1, i)", {"x": (2, 5), "i": ("i64", 4)}),
    ("x.gather(1, i)", "x.gather(1, i)", {"x": (2, 5), "i": ("i64", 2, 3)}), ("x.flip(1)", "x.flip(1)", X), ("x.flip(-1, 0)", "x.flip(-1, 0)", X), ("flip(x, (2, 3))", "x.flip((2, 3))", X),
    ("x.roll(2, -1)", "x.roll(2, -1)", X), ("roll(x, (-1, 7), (1, 2))", "x.roll((-1, 7), (1, 2))", X), ("x.repeat(2, 1, 3)", "x.repeat(2, 1, 3)", M),
    ("x.repeat(2, 3)", "x.repeat(2, 3)", M), ("tile(x, (2,))", "x.tile((2,))", M), ("x.repeat_interleave(3, 1)", "x.repeat_interleave(3, 1)", M),
    ("x.broadcast_to((2, 3, 4))", "x.broadcast_to((2, 3, 4))", M), ("pixel_unshuffle(x, 2)", "F.pixel_unshuffle(x, 2)", {"x": (2, 3, 4, 6)}),
    ("x -> PixelUnshuffle(3) -> PixelShuffle(3)", "x", {"x": (1, 2, 3, 6)}), ("channel_shuffle(x, 3)", "nn.ChannelShuffle(3)(x)", {"x": (2, 6, 2, 2)}),
    ("full_like(x, 1.5) + zeros_like(x) * ones_like(x)", "torch.full_like(x, 1.5)", M),
    # elements
    ("log_softmax(x, 1)", "F.log_softmax(x, 1)", X), ("softmin(x, -1)", "F.softmin(x, -1)", M), ("logsigmoid(x * 20.0)", "F.logsigmoid(x * 20)", M), ("tanhshrink(x)", "F.tanhshrink(x)", M),
    ("hardtanh(x, -0.5, 1.25)", "F.hardtanh(x, -0.5, 1.25)", M), ("hardshrink(x, 0.75)", "F.hardshrink(x, 0.75)", M), ("softshrink(x)", "F.softshrink(x)", M),
    ("threshold(x, 0.5, -3.0)", "F.threshold(x, 0.5, -3.0)", M), ("rsqrt(x * x + 1.0)", "(x * x + 1).rsqrt()", M), ("square(x)", "x.square()", M),
    ("log2(x.abs()) + log10(x.abs())", "x.abs().log2() + x.abs().log10()", M), ("lerp(x, y, 0.25)", "torch.lerp(x, y, 0.25)", {"x": (3, 4), "y": (3, 4)}),
    ("lerp(x, y, w)", "torch.lerp(x, y, w)", {"x": (3, 4), "y": (3, 4), "w": (3, 4)}), ("x.masked_fill(m, -2.0)", "x.masked_fill(m, -2.0)", {"x": (3, 4), "m": ("bool", 3, 4)}),
    ("dropout(x, 0.25)", "x", M), ("clip(x, max=0.5)", "x.clip(max=0.5)", M),
    # normalisations
    ("layer_norm(x, (4, 5))", "F.layer_norm(x, (4, 5))", X), ("layer_norm(x, [5], w, b, 0.01)", "F.layer_norm(x, [5], w, b, 0.01)", {"x": (2, 3, 5), "w": (5,), "b": (5,)}),
    ("layer_norm(x, [5], bias=b)", "F.layer_norm(x, [5], bias=b)", {"x": (2, 3, 5), "b": (5,)}), ("group_norm(x, 2, w, b)", "F.group_norm(x, 2, w, b)", {"x": (2, 4, 3, 3), "w": (4,), "b": (4,)}),
    ("group_norm(x, 3)", "F.group_norm(x, 3)", X), ("instance_norm(x)", "F.instance_norm(x)", X), ("instance_norm(x, weight=w, bias=b, eps=0.1)", "F.instance_norm(x, weight=w, bias=b, eps=0.1)", {"x": (2, 3, 4), "w": (3,), "b": (3,)}),
    ("instance_norm(x, m, v * v + 1.0, use_input_stats=False)", "F.batch_norm(x, m, v * v + 1)", {"x": (2, 3, 4), "m": (3,), "v": (3,)}),
    ("normalize(x)", "F.normalize(x)", X), ("normalize(x, 1.0, -1)", "F.normalize(x, 1.0, -1)", X), ("rms_norm(x, (4, 5))", "rms(x, (4, 5))", X),
    ("rms_norm(x, [5], w, 0.001)", "rms(x, [5], w, 0.001)", {"x": (2, 3, 5), "w": (5,)}),
    # attention, look-up
    ("scaled_dot_product_attention(q, k, v)", "attention(q, k, v)", {"q": (2, 3, 4, 8), "k": (2, 3, 5, 8), "v": (2, 3, 5, 6)}),
    ("scaled_dot_product_attention(q, k, v, is_causal=True)", "attention(q, k, v, causal=True)", {"q": (2, 4, 8), "k": (2, 4, 8), "v": (2, 4, 8)}),
    ("scaled_dot_product_attention(q, k, v, m, scale=0.5)", "attention(q, k, v, m, scale=0.5)", {"q": (2, 4, 8), "k": (2, 5, 8), "v": (2, 5, 3), "m": (4, 5)}),
    ("scaled_dot_product_attention(q, k, v, attn_mask=m)", "attention(q, k, v, m)", {"q": (2, 4, 8), "k": (2, 5, 8), "v": (2, 5, 3), "m": ("bool", 4, 5)}),
    ("embedding(i, w)", "F.embedding(i, w)", {"i": ("i64", 2, 3), "w": (5, 4)}), ("bmm(x, y)", "torch.bmm(x, y)", {"x": (2, 3, 4), "y": (2, 4, 5)}),
    # sampling
    ("interpolate(x, scale_factor=1.5)", "F.interpolate(x, scale_factor=1.5)", X), ("interpolate(x, scale_factor=(2, 0.5))", "F.interpolate(x, scale_factor=(2, 0.5))", X),
    ("interpolate(x, (7, 3), mode='nearest-exact')", "F.interpolate(x, (7, 3), mode='nearest-exact')", X),
    ("interpolate(x, scale_factor=2.5, mode='bilinear')", "F.interpolate(x, scale_factor=2.5, mode='bilinear')", X),
    ("interpolate(x, scale_factor=1.3, mode='bilinear', recompute_scale_factor=True)", "F.interpolate(x, scale_factor=1.3, mode='bilinear', recompute_scale_factor=True)", X),
    ("interpolate(x, scale_factor=1.3, mode='bilinear', align_corners=True)", "F.interpolate(x, scale_factor=1.3, mode='bilinear', align_corners=True)", X),
    ("interpolate(x, scale_factor=2, mode='bicubic')", "F.interpolate(x, scale_factor=2, mode='bicubic')", X),
    ("interpolate(x, (9, 4), mode='bicubic', align_corners=True)", "F.interpolate(x, (9, 4), mode='bicubic', align_corners=True)", X),
    ("interpolate(x, scale_factor=0.4, mode='bilinear', antialias=True)", "F.interpolate(x, scale_factor=0.4, mode='bilinear', antialias=True)", {"x": (1, 2, 10, 15)}),
    ("interpolate(x, (4, 6), mode='bicubic', antialias=True)", "F.interpolate(x, (4, 6), mode='bicubic', antialias=True)", {"x": (1, 2, 10, 15)}),
    ("interpolate(x, (3, 2), mode='area')", "F.interpolate(x, (3, 2), mode='area')", X), ("interpolate(x, 7, mode='linear')", "F.interpolate(x, 7, mode='linear')", {"x": (1, 2, 5)}),
    ("interpolate(x, scale_factor=(1.5, 2, 1), mode='trilinear')", "F.interpolate(x, scale_factor=(1.5, 2, 1), mode='trilinear')", {"x": (1, 2, 2, 3, 2)}),
    ("x -> Upsample(scale_factor=1.5, mode='bicubic')", "nn.Upsample(scale_factor=1.5, mode='bicubic')(x)", X), ("x -> UpsamplingNearest2d(2) -> UpsamplingBilinear2d((1.5, 1))", "nn.UpsamplingBilinear2d(scale_factor=(1.5, 1))(nn.UpsamplingNearest2d(scale_factor=2)(x))", X),
    ("grid_sample(x, g / 2.0)", "F.grid_sample(x, g / 2, align_corners=False)", {"x": (2, 3, 4, 5), "g": (2, 3, 2, 2)}),
    ("grid_sample(x, g, 'bilinear', 'border', True)", "F.grid_sample(x, g, 'bilinear', 'border', True)", {"x": (2, 3, 4, 5), "g": (2, 3, 2, 2)}),
    ("grid_sample(x, g / 1.5, mode='bicubic')", "F.grid_sample(x, g / 1.5, mode='bicubic', align_corners=False)", {"x": (2, 3, 4, 5), "g": (2, 3, 2, 2)}),
    ("grid_sample(x, g)", "F.grid_sample(x, g, align_corners=False)", {"x": (1, 2, 3, 4, 5), "g": (1, 2, 3, 2, 3)}),
    ("grid_sample(x, g, mode='nearest', padding_mode='reflection')", "F.grid_sample(x, g, mode='nearest', padding_mode='reflection', align_corners=False)", {"x": (2, 3, 4, 5), "g": (2, 3, 2, 2)}),
    # layers
    ("x -> ReflectionPad3d(1)", "nn.ReflectionPad3d(1)(x)", {"x": (1, 2, 3, 2, 4)}), ("x -> ReplicationPad1d((2, 1))", "nn.ReplicationPad1d((2, 1))(x)", {"x": (1, 2, 4)}),
    ("x -> ReplicationPad2d((1, 0, 2, 3))", "nn.ReplicationPad2d((1, 0, 2, 3))(x)", X), ("x -> ReplicationPad3d(1)", "nn.ReplicationPad3d(1)(x)", {"x": (1, 2, 3, 2, 4)}),
    ("x -> ConstantPad1d(1, 0.5)", "nn.ConstantPad1d(1, 0.5)(x)", {"x": (1, 2, 4)}), ("x -> ConstantPad2d((1, -1, 0, 2), -1.5)", "nn.ConstantPad2d((1, -1, 0, 2), -1.5)(x)", X),
    ("x -> ConstantPad3d(1, 2.0)", "nn.ConstantPad3d(1, 2.0)(x)", {"x": (1, 2, 3, 2, 4)}), ("x -> ZeroPad1d((1, 2))", "F.pad(x, (1, 2))", {"x": (1, 2, 4)}), ("x -> ZeroPad3d(1)", "F.pad(x, (1,) * 6)", {"x": (1, 2, 3, 2, 4)}),
    ("x -> CircularPad1d(2)", "F.pad(x, (2, 2), 'circular')", {"x": (1, 2, 4)}), ("x -> CircularPad2d((1, 2, 3, 0))", "F.pad(x, (1, 2, 3, 0), 'circular')", X), ("x -> CircularPad3d(1)", "F.pad(x, (1,) * 6, 'circular')", {"x": (1, 2, 3, 2, 4)}),
    ("x -> Softmax(1) -> LogSoftmax(2) -> Softmin(-1)", "F.softmin(F.log_softmax(x.softmax(1), 2), -1)", X), ("x -> Softmax2d", "nn.Softmax2d()(x)", X),
    ("x -> LogSigmoid -> Tanhshrink -> Hardtanh(-2, 2.0) -> Hardshrink(0.25) -> Softshrink(0.1) -> Threshold(-1.0, 3.0)",
     "F.threshold(F.softshrink(F.hardshrink(F.hardtanh(F.tanhshrink(F.logsigmoid(x)), -2, 2), 0.25), 0.1), -1, 3)", M),
    ("x -> Dropout1d(0.2) -> Dropout2d -> Dropout3d -> AlphaDropout -> FeatureAlphaDropout(0.5)", "x", X),
    ("x -> AdaptiveAvgPool2d((None, 3)) -> AdaptiveMaxPool2d((2, None))", "nn.AdaptiveMaxPool2d((2, None))(nn.AdaptiveAvgPool2d((None, 3))(x))", {"x": (2, 3, 4, 9)}),
]

# A layer, and what PyTorch prints for it.
TEXTS = [
    "ReflectionPad3d(1)", "ReplicationPad1d((2, 1))", "ReplicationPad2d(2)", "ReplicationPad3d(1)", "ConstantPad1d(1, 0.5)", "ConstantPad2d((1, 2, 3, 4), -1.5)", "ConstantPad3d(1, 2.0)",
    "PixelUnshuffle(3)", "ChannelShuffle(2)", "Softmax(1)", "LogSoftmax(-1)", "Softmin(2)", "Softmax2d()", "LogSigmoid()", "Tanhshrink()", "Hardtanh()", "Hardtanh(-2.0, 0.5, True)",
    "Hardshrink()", "Softshrink(0.1)", "Threshold(0.5, 20.0)", "Threshold(0.5, 20.0, True)", "Dropout1d()", "Dropout2d(0.25)", "Dropout3d(0.5, True)", "AlphaDropout()", "FeatureAlphaDropout(0.1)",
    "UpsamplingNearest2d(scale_factor=2)", "UpsamplingBilinear2d(scale_factor=(1.5, 2.0))", "Upsample(scale_factor=1.5, mode='bicubic')", "Embedding(10, 3)", "Embedding(10, 3, 2)",
    "AdaptiveAvgPool2d((None, 3))",
]


def value(index, spec):
    kind, shape = ("f32", spec) if not spec or not isinstance(spec[0], str) else (spec[0], spec[1:])
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    data = {"f32": lambda: (2 * torch.sin(1.7 * i + index + 0.3)).float().double(), "i64": lambda: ((3 * i + index) % 5).long(), "bool": lambda: (i + index) % 3 != 0}[kind]()
    return kind, shape, data.reshape(shape)


def main():
    cases = []
    for line, python, inputs in CASES:
        made = {name: value(n, spec) for n, (name, spec) in enumerate(inputs.items())}
        with torch.no_grad():
            y = eval(python, {**globals(), **{name: data for name, (_, _, data) in made.items()}})
        cases.append({
            "line": line, "pytorch": python, "inputs": {name: f"{kind}[{','.join(map(str, shape))}]" for name, (kind, shape, _) in made.items()},
            "shape": list(y.shape), "values": [float(f"{v:.9g}") if math.isfinite(v) else str(v) for v in y.double().flatten().tolist()],
        })
    texts = [{"layer": text, "repr": eval("nn." + text).extra_repr()} for text in TEXTS]
    rows = lambda items: "[\n" + ",\n".join(" " + json.dumps(item, ensure_ascii=False) for item in items) + "\n]"
    print('{"torch": ' + json.dumps(torch.__version__) + ',\n"cases": ' + rows(cases) + ',\n"texts": ' + rows(texts) + "}")


main()
