using Lucid.Packaging;
using Lucid.Upscaler;

if (args is not [string weights, string small, string large])
{
    Console.Error.WriteLine("usage: upscaler WEIGHTS.safetensors IN.png OUT.png");
    return 1;
}

ModelPackage package = Upscaling.Compile(weights);
Upscaling.Write(large, Upscaling.Run(package, Upscaling.Read(small)));
Console.WriteLine($"wrote {large}");
return 0;
