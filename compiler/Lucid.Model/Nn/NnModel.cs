using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// A model under construction in the manner of torch.nn: inputs are <see cref="Var"/>s, modules and <see cref="F"/> make further ones, and
/// <see cref="Build"/> gives the graph. What is wrong is a <see cref="ModelException"/> at the very call, with its place in the source.
/// </summary>
/// <remarks>
/// <code>
/// NnModel model = new("decoder");
/// Var x = model.Input("x", "N,16,h,w");
/// Sequential net = new(new ConvTranspose2d(16, 8, 4, stride: 2, padding: 1), new ReLU());
/// model.Output("y", net.Forward(x));
/// net.LoadStateDict(weights);                   // or net.Initialize(seed)
/// Graph graph = model.Build();
/// </code>
/// Parameters may get their data before or after the modules are called; they must have it when the graph is built.
/// </remarks>
public sealed class NnModel(string name)
{
    private readonly Dictionary<Parameter, ValueId> _parameters = [];

    internal GraphBuilder Builder { get; } = new(name);

    /// <summary>
    /// Where what is made next stands, for a frontend whose source is a text: it takes the place of the file and line of the C# caller.
    /// Null, the default, leaves them.
    /// </summary>
    public SourceSpan? Place
    {
        get => Builder.Place;
        set => Builder.Place = value;
    }

    /// <summary>Warnings so far; those about transposed convolutions (<see cref="Checkerboard"/>) arise when the graph is built.</summary>
    public DiagnosticBag Diagnostics => Builder.Diagnostics;

    /// <summary>An input.</summary>
    /// <param name="inputName">The name callers use.</param>
    /// <param name="extents">Extents separated by commas, numbers or expressions over symbols: <c>N,3,h,w</c>.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="FormatException">An extent is no expression.</exception>
    public Var Input(string inputName, string extents, ElementType dtype = ElementType.F32) =>
        Input(inputName, new SymbolicShape([.. extents.Split(',', StringSplitOptions.TrimEntries).Where(extent => extent.Length > 0).Select(IntExpr.Parse)]), dtype);

    /// <summary>An input of a shape.</summary>
    public Var Input(string inputName, SymbolicShape shape, ElementType dtype = ElementType.F32) =>
        new(this, Builder.AddInput(inputName, new TensorType(dtype, shape)), SourceSpan.None);

    /// <summary>A constant.</summary>
    public Var Constant(string constantName, HostTensor data) => new(this, Builder.AddConstant(constantName, data), SourceSpan.None);

    /// <summary>A constant whose data is asked for when the graph is built; none then is an error.</summary>
    public Var Constant(string constantName, TensorType type, Func<HostTensor?> data) => new(this, Builder.AddConstant(constantName, type, data), SourceSpan.None);

    /// <summary>Applies an op of the graph, for what torch has no function for.</summary>
    /// <returns>What the op produces; most ops produce one value.</returns>
    /// <exception cref="ModelException">The operands do not fit.</exception>
    public IReadOnlyList<Var> Apply(Op op, params ReadOnlySpan<Var> inputs)
    {
        ValueId[] ids = new ValueId[inputs.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            inputs[i].CheckOwner(this);
            ids[i] = inputs[i].Id;
        }

        return Builder.AddNode(op, ids, null, SourceSpan.None, []) is { } outputs
            ? [.. outputs.Select(id => new Var(this, id, SourceSpan.None))]
            : throw new ModelException([.. Diagnostics]);
    }

    /// <summary>States a condition on sizes: an error where it never holds, else a guard that every run checks.</summary>
    /// <param name="condition">Non-zero where the sizes are right.</param>
    /// <param name="message">What is wrong otherwise.</param>
    /// <param name="span">Where the condition stands.</param>
    public void Require(IntExpr condition, string message, SourceSpan span)
    {
        if (!condition.TryGetConstant(out long truth)) Builder.AddGuard(new Guard(condition, message, span));
        else if (truth == 0) Diagnostics.Add(DiagnosticDescriptors.GuardFailed.At(span, message));
    }

    /// <summary>Names a value, and the node that makes it, for texts and messages; null leaves a name as it is. A name that is taken gets a number.</summary>
    public void Name(Var value, string? nodeName, string? valueName)
    {
        value.CheckOwner(this);
        Builder.Rename(value.Id, nodeName, valueName);
    }

    /// <summary>How many values there are so far; the next one gets this index.</summary>
    public int ValueCount => Builder.ValueCount;

    /// <summary>The graph as far as it stands: not verified, and without the data of parameters. For looking at, not for compiling.</summary>
    public Graph Outline() => Builder.Outline();

    /// <summary>Names a value as an output of the model.</summary>
    public void Output(string outputName, Var value)
    {
        value.CheckOwner(this);
        Builder.AddOutput(outputName, value.Id);
    }

    /// <summary>The graph, verified.</summary>
    /// <exception cref="ModelException">A parameter has no data, or the graph breaks a rule.</exception>
    public Graph Build()
    {
        Graph graph = Builder.Build();
        foreach (Diagnostic warning in Checkerboard.Check(graph).Except(Diagnostics)) Diagnostics.Add(warning);
        return graph;
    }

    /// <summary>The value of a parameter in this model; one constant, however often its module is called.</summary>
    internal Var Of(Parameter parameter)
    {
        if (!_parameters.TryGetValue(parameter, out ValueId id))
        {
            id = Builder.AddConstant(parameter.FullName, new TensorType(parameter.Element, new SymbolicShape(parameter.Shape!.Value)), () => parameter.Data);
            _parameters.Add(parameter, id);
        }

        return new Var(this, id, SourceSpan.None);
    }

    /// <summary>The scale and the shift of a normalisation; ones and zeros where it has learned none.</summary>
    internal (Var Scale, Var Shift) ScaleAndShift(Parameter? weight, Parameter? bias, ElementType element, long channels)
    {
        return (weight is null ? Filled("ones", 1) : Of(weight), bias is null ? Filled("zeros", 0) : Of(bias));

        Var Filled(string constantName, double value) => Constant(constantName, ParameterFill.Constant(value).Make(0, constantName, element, new Shape(channels)));
    }

    internal Var Apply(Op op, SourceSpan span, string? nodeName, params ReadOnlySpan<Var> inputs)
    {
        ValueId[] ids = new ValueId[inputs.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            inputs[i].CheckOwner(this);
            ids[i] = inputs[i].Id;
        }

        ValueId? output = Builder.Add(op, ids, string.IsNullOrEmpty(nodeName) ? null : nodeName, span);
        return output is { } id ? new Var(this, id, span) : throw new ModelException([.. Diagnostics]);
    }

    /// <summary>States a condition on sizes: false after an error has been reported.</summary>
    internal bool Require(IntExpr condition, SourceSpan span, string what, DiagnosticDescriptor descriptor, params ReadOnlySpan<object?> values) =>
        Builder.Require(condition, span, what, descriptor, values);

    /// <summary>A place in the caller's source by the file's name alone: where a project lies on somebody's disk is nobody else's business.</summary>
    internal static SourceSpan Caller(string file, int line) => new(file[(file.LastIndexOfAny(['/', '\\']) + 1)..], line);
}
