using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Reflection;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

/// <summary>Whatever the bytes, a module is read or refused; and what was read can be printed, pruned, frozen, measured and written, or is refused.</summary>
public sealed class ModuleFuzzTests
{
    private const int Seed = 20261121;

    private static readonly byte[][] Modules = [Samples.Kernel, Samples.Wide, ModuleReaderTests.Module("debug")];

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(Seed);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = new byte[random.Next(0, 200) * (random.Next(4) == 0 ? 1 : 4)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0) Samples.Kernel.AsSpan(0, Math.Min(20, bytes.Length)).CopyTo(bytes);
            ReadAndUse(bytes, $"seed {Seed}, case {i}");
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < Samples.Kernel.Length; length++)
        {
            byte[] bytes = Samples.Kernel[..length];
            if (length % 4 != 0)
                Assert.Throws<SpirvFormatException>(() => ModuleReader.Read(bytes));
            else
                ReadAndUse(bytes, $"{length} bytes");
        }
    }

    [Fact]
    public void Flipped_bits_do_no_harm()
    {
        var random = new Random(Seed);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. Modules[i % Modules.Length]];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            ReadAndUse(bytes, $"seed {Seed}, case {i}");
        }
    }

    [Fact]
    public void Words_that_change_places_do_no_harm()
    {
        var random = new Random(Seed);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. Modules[i % Modules.Length]];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int from = random.Next(bytes.Length / 4) * 4, to = random.Next(5, bytes.Length / 4) * 4;
                bytes.AsSpan(from, 4).CopyTo(bytes.AsSpan(to));
            }

            ReadAndUse(bytes, $"seed {Seed}, case {i}");
        }
    }

    private static void ReadAndUse(byte[] bytes, string what)
    {
        try
        {
            SpirvModule module = ModuleReader.Read(bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(ModuleWriter.Write(module)), $"{what}: read, and written differently");
            Use(() => Disassembler.Disassemble(module));
            Use(() => RemoveUnused.Run(module));
            Use(() => StripNames.Run(module));
            Use(() => DecorateInstructions.WithNoContraction(module));
            Use(() => FreezeSpecConstants.Run(module));
            Use(() => SetLocalSize.Run(module, 8, 4, 1), mayNotApply: true);
            Use(() => ReplaceFunctionBody.Run(module, "lucid_epilogue", body => body.Return(body.FAdd(body.Parameter(0), body.Call("lucid_residual", body.Parameter(2))))), mayNotApply: true);
            if (module.EntryPoints.Length == 1) Use(() => ModuleReflection.Of(module));
        }
        catch (SpirvFormatException exception)
        {
            Assert.StartsWith("SPIR-V", exception.Message, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {exception}");
        }
    }

    // An edit may not apply to a damaged module: its function is gone, or one specialisation constant stands for two axes.
    private static void Use(Func<object> use, bool mayNotApply = false)
    {
        try
        {
            use();
        }
        catch (SpirvFormatException)
        {
            // What the reader does not check is refused where it is needed.
        }
        catch (ArgumentException) when (mayNotApply)
        {
        }
    }
}
