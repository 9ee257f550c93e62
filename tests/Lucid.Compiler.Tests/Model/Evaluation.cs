using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Tests.Model;

/// <summary>Runs one op on literal tensors the way a model does: through the builder and the interpreter.</summary>
internal static class Evaluation
{
    public static HostTensor Run(Op op, params ReadOnlySpan<HostTensor> operands)
    {
        GraphBuilder builder = new("test");
        Dictionary<string, HostTensor> inputs = [];
        ValueId[] ids = new ValueId[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            ids[i] = builder.AddInput($"x{i}", operands[i].Type);
            inputs.Add($"x{i}", operands[i]);
        }

        if (builder.Add(op, ids) is { } output) builder.AddOutput("y", output);
        return ReferenceInterpreter.Run(builder.Build(), inputs).Outputs["y"].ToHost();
    }

    /// <summary>The message of the one error that an op reports for operands of these types.</summary>
    public static string ErrorOf(Op op, params ReadOnlySpan<string> types)
    {
        GraphBuilder builder = new("test");
        ValueId[] ids = new ValueId[types.Length];
        for (int i = 0; i < types.Length; i++) ids[i] = builder.AddInput($"x{i}", Type(types[i]));
        Xunit.Assert.Null(builder.Add(op, ids, span: new SourceSpan("model.onnx", 3, 4)));
        return Xunit.Assert.Single(builder.Diagnostics).ToString();
    }

    /// <summary>The output type, and the guards as text.</summary>
    public static (string Type, string[] Guards) TypeOf(Op op, params ReadOnlySpan<string> types)
    {
        GraphBuilder builder = new("test");
        ValueId[] ids = new ValueId[types.Length];
        for (int i = 0; i < types.Length; i++) ids[i] = builder.AddInput($"x{i}", Type(types[i]));
        if (builder.Add(op, ids) is not { } output) throw new Xunit.Sdk.XunitException(string.Join("\n", builder.Diagnostics));
        builder.AddOutput("y", output);
        Graph graph = builder.Build();
        return (graph.TypeOf(output).ToString(), [.. graph.Guards.Select(guard => guard.Condition.ToString())]);
    }

    /// <summary>The output type and the guards in one text: <c>f32[h] if h==k</c>.</summary>
    public static string TypeAndGuards(Op op, params ReadOnlySpan<string> types)
    {
        (string type, string[] guards) = TypeOf(op, types);
        return $"{type} if {string.Join(", ", guards)}";
    }

    public static TensorType Type(string text)
    {
        string[] parts = text.TrimEnd(']').Split('[');
        Xunit.Assert.True(ElementTypes.TryParse(parts[0], out ElementType element), text);
        return new TensorType(element, new SymbolicShape([.. parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IntExpr.Parse)]));
    }

    /// <summary>
    /// The golden tensors are float64 rounded once to float32, and so are the interpreter's results: they agree to the last bit of the
    /// largest elements. NaN and infinities agree in place and sign.
    /// </summary>
    public static void AssertClose(HostTensor golden, HostTensor got, double relative = 1.2e-7, double absolute = 0)
    {
        Xunit.Assert.Equal(golden.ToString(), got.ToString());
        (double[] g, double[] r) = (got.ToDoubles(), golden.ToDoubles());
        double scale = r.Where(double.IsFinite).Select(Math.Abs).Append(0).Max();
        for (int i = 0; i < r.Length; i++)
        {
            bool agrees = double.IsFinite(r[i]) ? Math.Abs(g[i] - r[i]) <= (relative * scale) + absolute : g[i].Equals(r[i]);
            if (!agrees) throw new Xunit.Sdk.XunitException($"element {i} of {golden}: got {g[i]:G9}, expected {r[i]:G9}");
        }
    }
}
