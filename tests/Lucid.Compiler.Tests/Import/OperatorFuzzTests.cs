using System.Diagnostics;
using System.Globalization;

using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Operators;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Every operator with attributes and operands at random: the import ends in a graph or in a refusal, and soon.</summary>
public sealed class OperatorFuzzTests
{
    private const int Models = 120;

    private static readonly long[] Numbers = [0, 1, 2, 3, -1, -2, 7, 255, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
    private static readonly string[] Words =
    [
        "", "linear", "nearest", "cubic", "bilinear", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", "reflect", "edge", "wrap", "constant", "add", "max", "none", "DCR", "CRD", "zeros", "border",
        "align_corners", "asymmetric", "half_pixel", "tf_crop_and_resize", "not_larger", "ij,jk->ik", "...i->...", "ii->i", "i,i", "->",
    ];

    private static readonly ElementType[] Types = [ElementType.F32, ElementType.I64, ElementType.I32, ElementType.Bool, ElementType.F16, ElementType.U8];

    [Fact]
    public void Anything_is_imported_or_refused()
    {
        Stopwatch clock = Stopwatch.StartNew();
        int imported = 0;
        foreach (string name in Enumerable.Range(6, 16).SelectMany(OperatorTable.Names).Distinct().Order(StringComparer.Ordinal))
        {
            OnnxOperator entry = OperatorTable.Find(name)!;
            for (int seed = 0; seed < Models; seed++) imported += Imports(entry, seed) ? 1 : 0;
        }

        Assert.True(imported > 500, $"{imported} models were imported: the others say little about what lies behind the first check");
        // Only a hang is meant: each model has a handful of elements.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(10), $"{clock.Elapsed}");
    }

    private static bool Imports(OnnxOperator entry, int seed)
    {
        Random random = new((seed * 7919) + entry.Name.Length + entry.Name[0]);
        int opset = random.Next(Math.Max(entry.Since, OnnxModel.FirstOpset), entry.Until + 1);
        OnnxModelBuilder model = new(opset);
        List<string> operands = [];
        int count = random.Next(0, Math.Min(entry.MaxOperands, 4) + 1);
        for (int i = 0; i < count; i++) operands.Add(Operand(model, random, i));
        List<(string, object)> attributes = [];
        foreach (string text in entry.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string attribute = text.Split('@')[0];
            if (entry.HasAttribute(attribute, opset) && random.Next(2) == 0) attributes.Add((attribute, Value(random)));
        }

        model.Node(entry.Name, string.Join(' ', operands), random.Next(3) == 0 ? "y z" : "y", [.. attributes]).Output("y");
        try
        {
            // What is imported is a verified graph: the builder verifies it.
            _ = model.Import();
            return true;
        }
        catch (Exception error) when (error is ModelException or OnnxFormatException)
        {
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{entry.Name}, seed {seed}, opset {opset}: {model.Model}"), error);
        }
    }

    private static string Operand(OnnxModelBuilder model, Random random, int index)
    {
        if (random.Next(8) == 0) return "-";
        string name = string.Create(CultureInfo.InvariantCulture, $"x{index}");
        ElementType element = Types[random.Next(random.Next(2) == 0 ? 2 : Types.Length)];
        int rank = random.Next(0, 6);
        if (random.Next(2) == 0)
        {
            model.Input(name, element, [.. Enumerable.Range(0, rank).Select(axis => random.Next(3) == 0 ? "hwkn"[axis % 4].ToString() : (object)random.Next(0, 5))]);
            return name;
        }

        Shape shape = new([.. Enumerable.Range(0, Math.Min(rank, 3)).Select(_ => (long)random.Next(0, 4))]);
        if (element.IsFloat())
        {
            model.Initializer(name, HostTensor.FromDoubles(element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.Next(8) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => -0.5,
                3 => 1e30,
                int other => other - 3,
            })]));
            return name;
        }

        (long low, long high) = element switch
        {
            ElementType.Bool => (0L, 1L),
            ElementType.U8 => (0, 255),
            ElementType.I32 => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        model.Initializer(name, HostTensor.FromInt64s(element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => Math.Clamp(Number(random), low, high))]));
        return name;
    }

    private static object Value(Random random) => random.Next(6) switch
    {
        0 => random.Next(3) == 0 ? float.NaN : (float)random.Next(-3, 4),
        1 => Words[random.Next(Words.Length)],
        2 => (float[])[.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => (float)random.Next(-2, 4))],
        3 => HostTensor.OfInt64(new Shape(1), Number(random)),
        4 => Number(random),
        _ => (long[])[.. Enumerable.Range(0, random.Next(0, 7)).Select(_ => Number(random))],
    };

    private static long Number(Random random) => random.Next(3) > 0 ? random.Next(0, 5) : Numbers[random.Next(Numbers.Length)];
}
