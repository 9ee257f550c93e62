using System.Globalization;

using Lucid.Benchmarks;
using Lucid.Packaging;
using Lucid.Runtime;

// Lucid.Benchmarks [DEVICE] [ROUNDS]: measures the layers of Layer.All on a device and prints a Markdown table.
string selector = args.Length > 0 ? args[0] : "auto";
if (args.Length > 2 || !int.TryParse(args.Length > 1 ? args[1] : "20", NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) || rounds < 1)
{
    Console.Error.WriteLine("usage: Lucid.Benchmarks [DEVICE] [ROUNDS]");
    return 1;
}

using VulkanDevice device = VulkanDevice.Open(selector);
List<LayerRun> runs = [];
try
{
    foreach (Layer layer in Layer.All)
    {
        foreach (NumericsMode numerics in (NumericsMode[])[NumericsMode.Fast, NumericsMode.Strict])
        {
            LayerRun run = new(layer, device, numerics);
            runs.Add(run);
            double error = run.RelativeError();
            // Nothing is timed that is not right.
            if (!(error <= 1e-5))
            {
                Console.Error.WriteLine($"layer {layer.Name}, {numerics}: {error:0.#e-00} from the reference; nothing was measured");
                return 4;
            }
        }
    }

    // Interleaved, so that a disturbance of the machine falls on all layers.
    for (int round = 0; round < rounds; round++)
    {
        foreach (LayerRun run in runs) run.Measure();
    }

    Console.WriteLine(LayerTable.Print(device, rounds, runs));
    return 0;
}
finally
{
    foreach (LayerRun run in runs) run.Dispose();
}
