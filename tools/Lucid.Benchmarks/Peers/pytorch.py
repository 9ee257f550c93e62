"""PyTorch as a peer: python3 pytorch.py cpu|cuda THREADS [f16]. Speaks the lines of Contestants/PeerProcess.cs, as onnxruntime.js does.

It cannot read ONNX files: a folder needs layer.json, {rank, stride, padding}, with input_0.npy, weight.npy and bias.npy.
On CUDA: cuDNN in benchmark mode, channels_last, float32 without TF32; the second number of `ms TOTAL DEVICE` is the GPU's time alone.
"""
import json
import os
import sys
import time


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def one_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0]


class Layer:
    """A transposed convolution, from an array in memory to an array in memory."""

    def __init__(self, torch, numpy, folder, device, half):
        if not os.path.exists(os.path.join(folder, "layer.json")):
            raise RuntimeError("it reads layers only, no ONNX files")
        with open(os.path.join(folder, "layer.json")) as file:
            layer = json.load(file)
        self.torch, self.device, self.half = torch, device, half
        dtype = torch.float16 if half else torch.float32
        self.stride, self.padding = layer["stride"], layer["padding"]
        self.function = getattr(torch.nn.functional, "conv_transpose%dd" % layer["rank"])
        self.input = torch.from_numpy(numpy.load(os.path.join(folder, "input_0.npy")))
        self.weight = self.put(torch.from_numpy(numpy.load(os.path.join(folder, "weight.npy"))), dtype)
        self.bias = torch.from_numpy(numpy.load(os.path.join(folder, "bias.npy"))).to(device, dtype)
        self.dtype = dtype

    def put(self, tensor, dtype):
        tensor = tensor.to(self.device, dtype)
        if self.device == "cuda" and tensor.dim() == 4:
            tensor = tensor.contiguous(memory_format=self.torch.channels_last)
        return tensor

    def compute(self, x):
        return self.function(x, self.weight, self.bias, stride=self.stride, padding=self.padding)

    def run(self):
        """(output on the host, seconds in all, seconds of the device or None)."""
        torch = self.torch
        with torch.no_grad():
            start = time.perf_counter()
            if self.device == "cpu":
                y = self.compute(self.input)
                return y, time.perf_counter() - start, None
            x = self.put(self.input, self.dtype)
            torch.cuda.synchronize()
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            begin.record()
            y = self.compute(x)
            end.record()
            y = y.float().contiguous().cpu()
            return y, time.perf_counter() - start, begin.elapsed_time(end) / 1e3


def main():
    device, threads, half = sys.argv[1], int(sys.argv[2]), "f16" in sys.argv[3:]
    try:
        import numpy
        import torch

        if device == "cuda" and not torch.cuda.is_available():
            raise RuntimeError("torch %s sees no CUDA GPU" % torch.__version__)
    except Exception as error:
        say("absent " + one_line(error))
        return
    torch.set_num_threads(threads)
    version = torch.__version__
    if device == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        version += ", cuDNN %s on %s" % (torch.backends.cudnn.version(), torch.cuda.get_device_name())
    say("hello " + version)
    layer = None
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        try:
            if verb == "load":
                layer = Layer(torch, numpy, rest, device, half)
                numpy.save(os.path.join(rest, "output_0.npy"), layer.run()[0].numpy())
                with open(os.path.join(rest, "outputs.json"), "w") as file:
                    json.dump([{"name": "y", "file": "output_0.npy"}], file)
                say("ready")
            elif verb == "run":
                _, total, alone = layer.run()
                say("ms %r" % (total * 1e3) + (" %r" % (alone * 1e3) if alone is not None else ""))
            else:
                break
        except Exception as error:
            say("failed " + one_line(error))


main()
