using System.Globalization;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Probing;

/// <summary>
/// A strict package of our own that carries inputs and the bits that must come out: each output shows one property of a device's arithmetic.
/// It was compiled like any other package; a test compares the bits that it carries with the strict evaluator.
/// </summary>
internal static class ArithmeticProbe
{
    /// <summary>The package as it is embedded.</summary>
    public static ReadOnlyMemory<byte> Package { get; } = Embedded();

    /// <summary>Runs the probe; nothing is kept.</summary>
    public static ArithmeticReport Run(VulkanDevice device)
    {
        ModelPackage package = PackageReader.Parse(Package, "the arithmetic probe").Package;
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(device, new SessionOptions { IsProbe = true });
        Dictionary<string, HostTensor> got = new(session.Run(Goldens(package, "input.")), StringComparer.Ordinal);
        device.Options.DistortProbe?.Invoke(got);
        return Judge(Goldens(package, "output."), got);
    }

    /// <summary>Compares bit by bit.</summary>
    public static ArithmeticReport Judge(IReadOnlyDictionary<string, HostTensor> expected, IReadOnlyDictionary<string, HostTensor> got) =>
        new(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FirstFault(pair.Key, pair.Value, got[pair.Key])).OfType<string>().ToValueList());

    private static string? FirstFault(string property, HostTensor expected, HostTensor got)
    {
        ReadOnlySpan<float> right = expected.As<float>(), left = got.As<float>();
        for (int i = 0; i < right.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(left[i]) != BitConverter.SingleToUInt32Bits(right[i]))
                return string.Create(CultureInfo.InvariantCulture, $"{property.Replace('_', ' ')} (number {i} is {left[i]:G9}, not {right[i]:G9})");
        }

        return null;
    }

    private static Dictionary<string, HostTensor> Goldens(ModelPackage package, string kind)
    {
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        foreach ((string key, HostTensor tensor) in package.Goldens)
        {
            string name = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (name.StartsWith(kind, StringComparison.Ordinal)) tensors.Add(name[kind.Length..], tensor);
        }

        return tensors;
    }

    private static byte[] Embedded()
    {
        using Stream stream = typeof(ArithmeticProbe).Assembly.GetManifestResourceStream("arithmetic.lvk")
            ?? throw new InvalidOperationException("Lucid.Runtime lacks its arithmetic probe");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
