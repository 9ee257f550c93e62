using Lucid.Files;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Tools.Tests.Files;

/// <summary>Damages valid files at random: a reader gives a tensor or a <see cref="TensorFileException"/>, and nothing else.</summary>
internal static class Damage
{
    public static void Survives(string extension, byte[] valid, int rounds, int seed, Func<byte[], byte[]>? repair = null)
    {
        string path = "damaged" + extension;
        Random random = new(seed);
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = Mutated(valid, random);
            if (repair is not null) bytes = repair(bytes);
            try
            {
                foreach (NamedTensor tensor in TensorFiles.Parse(bytes, path)) Assert.True(tensor.Tensor.Shape.ElementCount >= 0);
            }
            catch (TensorFileException fault)
            {
                Assert.Contains(path, fault.Message, StringComparison.Ordinal);
                Assert.InRange(fault.ByteOffset ?? 0, 0, bytes.Length);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(200, bytes.Length)))}", fault);
            }
        }
    }

    public static void EveryTruncationFails(string extension, byte[] valid)
    {
        for (int length = 0; length < valid.Length; length += Math.Max(1, valid.Length / 200))
            Assert.Throws<TensorFileException>(() => TensorFiles.Parse(valid.AsMemory(0, length), "short" + extension));
    }

    public static byte[] Bytes(string name, HostTensor tensor, TensorWriteOptions? options = null)
    {
        using TemporaryFolder folder = new();
        TensorFiles.Write(folder[name], [new("", tensor)], options);
        return File.ReadAllBytes(folder[name]);
    }

    private static byte[] Mutated(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        int changes = random.Next(1, 4);
        for (int change = 0; change < changes && bytes.Count > 0; change++)
        {
            // Headers decide, so half of the changes are made there.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 128) : bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                default:
                    for (int i = at; i < Math.Min(at + 4, bytes.Count); i++) bytes[i] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
            }
        }

        return [.. bytes];
    }
}
