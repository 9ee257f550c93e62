using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Workloads;

/// <summary>An operator that is no linear layer, at a size beyond a processor's nearer caches.</summary>
/// <param name="Name">Short.</param>
/// <param name="Extents">Of its operands, in order, as <c>1,64,h,w</c>.</param>
/// <param name="Body">The operator, of its operands.</param>
internal sealed record OperatorCase(string Name, IReadOnlyList<string> Extents, Func<NnModel, Var[], Var> Body)
{
    /// <summary>An operator of one operand that needs no constants.</summary>
    public OperatorCase(string name, string extents, Func<Var, Var> body)
        : this(name, [extents], (_, operands) => body(operands[0]))
    {
    }

    /// <summary>As <c>[1,64,128,128]</c>, each operand.</summary>
    public string Description => string.Join(" ", Extents.Select(extents => $"[{extents}]"));

    /// <summary>The operator as a model to <c>y</c>.</summary>
    public Graph Build()
    {
        NnModel model = new(Name);
        model.Output("y", Body(model, [.. Extents.Select((extents, i) => model.Input(FormattableString.Invariant($"x{i}"), extents))]));
        return model.Build();
    }

    /// <summary>Bytes that the definition asks for: every input read and every output written once, in their own type or the device's, whichever is smaller.</summary>
    public static double BytesOf(LoweredProgram program) =>
        program.Inputs.Concat(program.Outputs).Sum(tensor => (double)tensor.Type.Shape.ToShape().ElementCount * Math.Min(tensor.Type.Element.ByteSize(), tensor.DeviceElement.ByteSize()));
}
