using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Lucid.Packaging;

using Xunit;
using Xunit.Abstractions;

namespace Lucid.Runtime.Tests.Packaging;

/// <summary>
/// Whatever the bytes, reading ends soon, in bounded memory, with a package or a <see cref="PackageFormatException"/>; and what was read can be
/// printed and written again. <c>LUCID_FUZZ_SECONDS</c> makes each test run longer, from a new seed; <c>LUCID_FUZZ_SEED</c> repeats one.
/// </summary>
public sealed class PackageFuzzTests
{
    private const double SecondsInCi = 0.5;
    private const long MostAllocated = 32L << 20;

    private readonly ITestOutputHelper _output;
    private readonly byte[] _good = SamplePackage.Write(SamplePackage.Static);
    private readonly double _seconds;
    private readonly int _seed;

    public PackageFuzzTests(ITestOutputHelper output)
    {
        _output = output;
        string? seconds = Environment.GetEnvironmentVariable("LUCID_FUZZ_SECONDS");
        string? seed = Environment.GetEnvironmentVariable("LUCID_FUZZ_SEED");
        _seconds = seconds is null ? SecondsInCi : double.Parse(seconds, CultureInfo.InvariantCulture);
        _seed = seed is not null ? int.Parse(seed, CultureInfo.InvariantCulture) : seconds is null ? 1 : Random.Shared.Next();
        output.WriteLine($"LUCID_FUZZ_SEED={_seed}");
    }

    [Fact]
    public void Every_byte_is_protected()
    {
        Random random = new(_seed);
        // A bit of every ninth byte; with more time, of every byte, again and again.
        int rounds = 0;
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            for (int at = random.Next(9); at < _good.Length; at += _seconds > SecondsInCi ? 1 : 9)
            {
                byte[] bytes = (byte[])_good.Clone();
                int bit = random.Next(8);
                bytes[at] ^= (byte)(1 << bit);
                Assert.False(IsIntact(bytes), $"seed {_seed}: nobody notices that bit {bit} of byte {at} of {_good.Length} is flipped");
                rounds++;
            }
        }
        while (watch.Elapsed.TotalSeconds < _seconds);
        _output.WriteLine($"{rounds} rounds");
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        for (int length = 0; length < _good.Length; length += length < 64 || length > _good.Length - 64 ? 1 : 37)
            Assert.False(IsIntact(_good[..length]), $"cut to {length} of {_good.Length} bytes");
    }

    [Fact]
    public void Random_bytes_are_refused() => Repeat(random =>
    {
        byte[] bytes = (byte[])_good.Clone();
        for (int change = random.Next(1, 20); change > 0; change--)
        {
            int at = random.Next(bytes.Length);
            random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(1, 16), bytes.Length - at)));
        }

        return bytes;
    });

    [Fact]
    public void A_header_with_random_fields_is_read_or_refused() => Repeat(random =>
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_good);
        JsonObject header = JsonNode.Parse(_good.AsSpan(8, length))!.AsObject();
        for (int change = random.Next(1, 4); change > 0; change--) Mutate(random, header);
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] prefix = new byte[8];
        int padding = random.Next(8) == 0 ? 0 : -(8 + json.Length) & 63;
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)(json.Length + padding));
        return [.. prefix, .. json, .. Encoding.UTF8.GetBytes(new string(' ', padding)), .. _good.AsSpan(8 + length)];
    });

    [Fact]
    public void A_program_with_random_fields_is_read_or_refused() => Repeat(random =>
    {
        // The digests fit: this goes beyond the door.
        RawPackage raw = new();
        if (random.Next(4) == 0) raw.Metadata["lucid.format"] = (string)(raw.Document["format"] = "1.9")!;
        for (int change = random.Next(1, 4); change > 0; change--) Mutate(random, random.Next(4) > 0 && raw.Document["program"] is JsonObject program ? program : raw.Document);
        return raw.ToBytes();
    });

    [Fact]
    public void Goldens_with_random_fields_are_read_or_refused() => Repeat(random =>
    {
        RawPackage raw = new();
        for (int change = random.Next(1, 4); change > 0; change--) Mutate(random, raw.Goldens);
        return raw.ToBytes();
    });

    private void Repeat(Func<Random, byte[]> make)
    {
        Stopwatch watch = Stopwatch.StartNew();
        (int rounds, int intact) = (0, 0);
        while (watch.Elapsed.TotalSeconds < _seconds)
        {
            byte[] bytes = make(new Random(HashCode(rounds)));
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan begin = watch.Elapsed;
            try
            {
                if (IsIntact(bytes)) intact++;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Assert.Fail($"seed {_seed}, round {rounds}: {error}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MostAllocated, $"seed {_seed}, round {rounds}: {bytes.Length} bytes made the reader allocate {allocated}");
            Assert.True((watch.Elapsed - begin).TotalSeconds < 60, $"seed {_seed}, round {rounds}: took {watch.Elapsed - begin}");
            rounds++;
        }

        _output.WriteLine($"{rounds} rounds, {intact} of them valid packages");
    }

    private int HashCode(int round) => unchecked((_seed * 397) ^ (round * 7919));

    /// <summary>Whether the bytes are a package; if so, everything that can be done with one is done.</summary>
    private static bool IsIntact(byte[] bytes)
    {
        try
        {
            using OpenPackage open = PackageReader.Parse(bytes);
            open.VerifyDigests();
            Assert.NotEmpty(ProgramPrinter.Print(open.Package));
            Assert.NotEmpty(SamplePackage.Write(open.Package));
            return true;
        }
        catch (PackageFormatException error)
        {
            Assert.InRange(error.ByteOffset, 0, bytes.Length);
            return false;
        }
    }

    /// <summary>Changes one value somewhere below <paramref name="root"/>.</summary>
    private static void Mutate(Random random, JsonNode root)
    {
        List<JsonNode> containers = [];
        Collect(root, containers);
        JsonNode at = containers[random.Next(containers.Count)];
        if (at is JsonObject members && members.Count > 0)
        {
            string name = members.ElementAt(random.Next(members.Count)).Key;
            switch (random.Next(6))
            {
                case 0: members.Remove(name); break;
                case 1: members["x" + name] = Value(random, containers); break;
                default: members[name] = Value(random, containers); break;
            }
        }
        else if (at is JsonArray items)
        {
            int index = random.Next(items.Count + 1);
            switch (random.Next(4))
            {
                case 0 when index < items.Count: items.RemoveAt(index); break;
                case 1 when index < items.Count: items[index] = Value(random, containers); break;
                default: items.Insert(index, Value(random, containers)); break;
            }
        }
    }

    private static JsonNode? Value(Random random, List<JsonNode> containers)
    {
        string[] texts =
        [
            "", "0", "1", "-1", "4", "16", "65536", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "h", "N*h", "h//0", "h%0", "1//h", "min(h,w)", "h==w", "h<N",
            "device.subgroupSize", "device.x", "f32", "u8[1]", "prepared", "state", "readWrite", "depth", "x", "lucid.pad.0", "conv1", "\u0000", "a%b%c%d", new string('(', 200), new string('n', 5000),
            string.Join("*", Enumerable.Repeat("(h+w+N)", 40)), "9223372036854775807*h*h", "(9223372036854775807*h)*(9223372036854775807*h)",
        ];
        long[] numbers = [0, 1, 2, 3, 4, 5, 16, -1, 255, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];
        return random.Next(5) switch
        {
            0 => null,
            1 => JsonValue.Create(numbers[random.Next(numbers.Length)]),
            2 => JsonValue.Create(1.5),
            3 => containers[random.Next(containers.Count)].DeepClone(),
            _ => JsonValue.Create(texts[random.Next(texts.Length)]),
        };
    }

    private static void Collect(JsonNode node, List<JsonNode> containers)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        if (node is not JsonValue) containers.Add(node);
        foreach (JsonNode? child in children)
        {
            if (child is not null) Collect(child, containers);
        }
    }
}
