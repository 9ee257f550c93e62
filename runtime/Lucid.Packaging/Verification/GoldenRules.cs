using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>That the goldens fit the program they are for.</summary>
internal static class GoldenRules
{
    public static void Check(Subject s)
    {
        if (s.Package.Proof is not { } proof) return;
        Count(s, "goldens: $.sets", proof.Sets.Count, PackageLimits.GoldenSets);
        Count(s, "goldens: $.values", proof.Values.Count, PackageLimits.GoldenValues);
        HashSet<string> kernels = [.. s.Program.Main.Select(kernel => kernel.Name)];
        Dictionary<string, StoredValue> values = new(StringComparer.Ordinal);
        for (int i = 0; i < proof.Values.Count; i++)
        {
            string path = FormattableString.Invariant($"goldens: $.values[{i}]");
            StoredValue value = proof.Values[i];
            Value(s, path, value, kernels);
            if (!values.TryAdd(value.Name, value)) s.Report(path, $"'{value.Name}' appears twice");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < proof.Sets.Count; i++)
        {
            string path = FormattableString.Invariant($"goldens: $.sets[{i}]");
            if (!names.Add(proof.Sets[i].Name)) s.Report(path, $"'{proof.Sets[i].Name}' appears twice");
            Set(s, path, proof.Sets[i], values);
        }
    }

    private static void Value(Subject s, string path, StoredValue value, HashSet<string> kernels)
    {
        Name(s, path, value.Name);
        Name(s, path, value.Value);
        if (!kernels.Contains(value.Kernel)) s.Report(path, $"'{value.Kernel}' is no kernel of main");
        if (value.Buffer < 0 || value.Buffer >= s.Program.Buffers.Count) s.Report(path, $"{value.Buffer} is no buffer; there are {s.Program.Buffers.Count}");
        if (value.Element is not (ElementType.F32 or ElementType.F16 or ElementType.I32 or ElementType.U32)) s.Report(path, $"{value.Element.Text()} is in no buffer; expected f32, f16, i32 or u32");
        if (value.Strides.Count != value.Shape.Rank) s.Report(path, $"{value.Strides.Count} strides for {value.Shape.Rank} axes");
        if (value.Block is not null && value.Shape.Rank < 2) s.Report(path, $"blocks of channels, but {value.Shape.Rank} axes");
    }

    private static void Set(Subject s, string path, GoldenSet set, Dictionary<string, StoredValue> values)
    {
        Name(s, path, set.Name);
        if (set.Name.Contains('/', StringComparison.Ordinal)) s.Report(path, $"the name '{set.Name}' holds a slash");
        if (!set.Inputs.Select(input => input.Name).SequenceEqual(s.Program.Inputs.Select(input => input.Name)))
            s.Report($"{path}.inputs", $"are {string.Join(", ", set.Inputs.Select(input => input.Name))}; the program's are {string.Join(", ", s.Program.Inputs.Select(input => input.Name))}");
        else for (int i = 0; i < set.Inputs.Count; i++) Input(s, FormattableString.Invariant($"{path}.inputs[{i}]"), set.Name, set.Inputs[i], s.Program.Inputs[i]);
        Outputs(s, path, set);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < set.Values.Count; i++)
        {
            string at = FormattableString.Invariant($"{path}.values[{i}]");
            GoldenResult result = set.Values[i];
            if (!seen.Add(result.Name)) s.Report(at, $"'{result.Name}' appears twice");
            if (!values.TryGetValue(result.Name, out StoredValue? value)) s.Report(at, $"'{result.Name}' is none of the values");
            else Result(s, at, result, GoldenKey.Value(set.Name, result.Name), value.Element == ElementType.F16 ? ElementType.F32 : value.Element, value.Shape.Rank);
        }
    }

    // Of the program's outputs those that are compared, in its order.
    private static void Outputs(Subject s, string path, GoldenSet set)
    {
        ValueList<ProgramTensor> outputs = s.Program.ModelOutputs;
        int last = -1;
        for (int i = 0; i < set.Outputs.Count; i++)
        {
            int at = last + 1;
            while (at < outputs.Count && outputs[at].Name != set.Outputs[i].Name) at++;
            if (at == outputs.Count) break;
            Result(s, FormattableString.Invariant($"{path}.outputs[{i}]"), set.Outputs[i], GoldenKey.Output(set.Name, set.Outputs[i].Name), outputs[at].Type.Element, outputs[at].Type.Rank);
            last = at;
            if (i == set.Outputs.Count - 1) return;
        }

        s.Report($"{path}.outputs", $"are {string.Join(", ", set.Outputs.Select(output => output.Name))}; expected some of the program's in its order: {string.Join(", ", outputs.Select(output => output.Name))}");
    }

    private static void Input(Subject s, string path, string set, GoldenInput input, ProgramTensor declared)
    {
        if (input.Shape.Rank != declared.Type.Rank) s.Report(path, $"{input.Shape} for {declared.Type}");
        if (input.Seed is null) Stored(s, path, GoldenKey.Input(set, input.Name), declared.Type.Element, input.Shape);
        else if (Elements(input.Shape) > PackageLimits.SeededElements) s.Report(path, $"{input.Shape} of a seed; at most {PackageLimits.SeededElements} elements are");
    }

    private static void Result(Subject s, string path, GoldenResult result, string key, ElementType element, int rank)
    {
        if (result.Shape.Rank != rank) s.Report(path, $"{result.Shape}; expected {rank} axes");
        if (result.Sha256 is null == result.Bound is null) s.Report(path, $"expected either sha256 or bound");
        if (result.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))) s.Report(path, $"'{hash}' is no SHA-256 in lower-case hexadecimal");
        if (result.Bound is not { } bound) return;
        if (bound.Origin.Length > PackageLimits.TextLength) s.Report(path, $"a text of {bound.Origin.Length} characters; at most {PackageLimits.TextLength}");
        if (bound.Relative is null && bound.Elementwise is null) s.Report(path, $"a bound without a number");
        foreach (double number in new[] { bound.Relative ?? 0, bound.Elementwise?.Rtol ?? 0, bound.Elementwise?.Atol ?? 0 })
        {
            if (!(number >= 0 && double.IsFinite(number))) s.Report(path, $"a bound of {number}; expected 0 or more");
        }

        Stored(s, path, key, element, result.Shape);
    }

    private static void Stored(Subject s, string path, string key, ElementType element, Shape shape)
    {
        if (!s.Package.Goldens.TryGetValue(key, out HostTensor? tensor)) s.Report(path, $"there is no tensor {PackageLayout.OfGolden(key)}");
        else if (tensor.Element != element || tensor.Shape != shape) s.Report(path, $"{PackageLayout.OfGolden(key)} is {tensor}; expected {element.Text()}{shape}");
    }

    private static long Elements(Shape shape)
    {
        try
        {
            return shape.ElementCount;
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }
    }

    private static void Count(Subject s, string path, int count, int limit)
    {
        if (count > limit) s.Report(path, $"{count} entries; at most {limit}");
    }

    private static void Name(Subject s, string path, string name)
    {
        if (name.Length is 0 or > PackageLimits.NameLength) s.Report(path, $"a name of {name.Length} characters; expected 1 to {PackageLimits.NameLength}");
    }
}
