using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Carries out the statements of a body. One that fails leaves its names unknown, and the next one is carried out.</summary>
internal sealed class StatementRunner
{
    private readonly BindingContext _context;
    private readonly Frame _frame;
    private readonly Evaluator _evaluator;

    public StatementRunner(BindingContext context, Frame frame) => (_context, _frame, _evaluator) = (context, frame, new Evaluator(context, frame));

    public void Run(IReadOnlyList<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            if (_context.IsExhausted) return;
            if (_frame.Returned is not null)
            {
                if (_frame.Returned is not PoisonValue) _context.Report(LanguageDiagnostics.LostStatement, statement.Span);
                return;
            }

            try
            {
                _context.Step(statement.Span);
                Run(statement);
            }
            catch (EvaluationFault)
            {
                Poison(statement);
            }
        }
    }

    private void Run(Statement statement)
    {
        int before = _context.Model.ValueCount;
        switch (statement)
        {
            case AssignStatement assign:
                Assign(assign.Target, _evaluator.Evaluate(assign.Value), before);
                break;
            case ForStatement loop:
                For(loop);
                break;
            case ReturnStatement give:
                if (!_frame.IsBlock) throw _context.Fault(LanguageDiagnostics.ModelReturns, give.Span);
                _frame.Returned = _evaluator.Evaluate(give.Value);
                break;
            case OutputStatement output:
                Output(output, before);
                break;
            case WeightStatement weight:
                Weight(weight);
                break;
            case ConstStatement constant:
                Constant(constant);
                break;
            case RequireStatement require:
                Require(require);
                break;
            case ExpressionStatement expression:
                if (_evaluator.Evaluate(expression.Value) is not PoisonValue) _context.Report(LanguageDiagnostics.ResultUnused, expression.Span);
                break;
            case WeightsStatement weights:
                throw _context.Fault(LanguageDiagnostics.UnexpectedToken, weights.Span, "a statement", "'weights', which stands outside the model");
            default:
                throw _context.Fault(LanguageDiagnostics.UnexpectedToken, statement.Span, "a statement", "a block or model, which stands outside others");
        }
    }

    private void Assign(Pattern target, Value value, int before)
    {
        if (target is ListPattern list)
        {
            if (value is PoisonValue) throw new EvaluationFault();
            if (value is not ListValue values) throw _context.Fault(LanguageDiagnostics.ValueKind, target.Span, "what is unpacked", value.Description, $"a list of {list.Items.Count}");
            if (values.Items.Count != list.Items.Count) throw _context.Fault(LanguageDiagnostics.UnpackCount, target.Span, values.Items.Count, list.Items.Count);
            for (int i = 0; i < values.Items.Count; i++) Assign(list.Items[i], values.Items[i], before);
            _context.Unpacked([.. NamesOf(target).Select(name => name.Span)]);
            return;
        }

        NamePattern name = (NamePattern)target;
        if (name.Name == "onnx") throw _context.Fault(LanguageDiagnostics.NameReserved, name.Span, name.Name, "a namespace", "a variable");
        // A layer that has no name yet is called as the variable that it is given to, a node as the one that it is computed for.
        if (value is ModuleValue { Label: null } module) (module.Label, module.LabelSpan) = (name.Name, name.Span);
        if (value is LayerKindValue or BlockKindValue) value = ModuleCalls.Call(value, [], name.Span, new Naming(name.Name, name.Span), _frame, _context);
        if (value is TensorValue tensor) Name(tensor.Tensor, name.Name, before);
        _frame.Set(name.Name, value, name.Span);
        _context.Assigned(name.Name, name.Span);
    }

    private void Name(Var tensor, string name, int before)
    {
        if (tensor.Id.Index < before || !_context.NamedValues.Add(tensor.Id)) return;
        string full = _frame.Layers.Prefix + name;
        _context.Model.Name(tensor, _context.NamedNodes.Contains(tensor.Id) ? null : full, full);
    }

    private void For(ForStatement loop)
    {
        Value list = _evaluator.Evaluate(loop.List);
        if (list is PoisonValue) throw new EvaluationFault();
        if (list is not ListValue values)
        {
            string hint = list is SizeValue ? "; write: range(…)" : string.Empty;
            throw _context.Fault(LanguageDiagnostics.ValueKind, loop.List.Span, "what a loop goes through", list.Description, "a list" + hint);
        }

        foreach (Value item in values.Items)
        {
            bool wasFaulty = _context.HasErrors;
            Assign(loop.Variable, item, int.MaxValue);
            foreach (NamePattern name in NamesOf(loop.Variable)) _context.Used(name.Span);
            Run(loop.Body);
            // Once is enough for a mistake in a loop.
            if (!wasFaulty && _context.HasErrors) return;
            if (_frame.Returned is not null) return;
        }
    }

    private void Output(OutputStatement output, int before)
    {
        if (_frame.IsBlock) throw _context.Fault(LanguageDiagnostics.BlockOutputs, output.Span);
        if (_frame.IsFile) throw _context.Fault(LanguageDiagnostics.UnexpectedToken, output.Span, "a block or the model", "'output', which stands in the model");
        if (output.Value is null)
        {
            foreach (NamePattern name in output.Names) Output(name, _evaluator.Evaluate(new NameExpression(name.Name, name.Span)), before);
            return;
        }

        Value value = _evaluator.Evaluate(output.Value);
        if (value is PoisonValue) throw new EvaluationFault();
        if (output.Names is [var single])
        {
            Output(single, value, before);
            return;
        }

        if (value is not ListValue values) throw _context.Fault(LanguageDiagnostics.ValueKind, output.Span, "what is unpacked", value.Description, $"a list of {output.Names.Count}");
        if (values.Items.Count != output.Names.Count) throw _context.Fault(LanguageDiagnostics.UnpackCount, output.Span, values.Items.Count, output.Names.Count);
        for (int i = 0; i < values.Items.Count; i++) Output(output.Names[i], values.Items[i], before);
    }

    private void Output(NamePattern name, Value value, int before)
    {
        if (value is PoisonValue) throw new EvaluationFault();
        if (value is ModuleValue module) throw _context.Fault(LanguageDiagnostics.LayerNotApplied, name.Span, module.Description, name.Name);
        if (value is not TensorValue tensor) throw _context.Fault(LanguageDiagnostics.ValueKind, name.Span, $"output '{name.Name}'", value.Description, "a tensor");
        if (!_context.Outputs.TryAdd(name.Name, name.Span))
            throw _context.Fault(LanguageDiagnostics.DefinedTwice, name.Span, "output", name.Name, _context.Outputs[name.Name].Line);
        Name(tensor.Tensor, name.Name, before);
        _context.Model.Output(name.Name, tensor.Tensor);
    }

    private void Weight(WeightStatement statement)
    {
        TensorType type = _evaluator.Type(statement.Type, declares: false);
        if (!type.Shape.IsConstant) throw _context.Fault(LanguageDiagnostics.ValueKind, statement.Type.Span, "the shape of a weight", type.Shape.ToString(), "numbers");
        NamedWeight weight = new(statement.StateName ?? statement.Name, type, statement.Span);
        _context.Weights.Add(weight);
        Declare(statement.Name, _context.At(statement.Span, () => _context.Model.Constant(statement.Name, type, () => weight.Data)), statement.Span);
    }

    private void Constant(ConstStatement statement)
    {
        TensorType type = _evaluator.Type(statement.Type, declares: false);
        if (!type.Shape.IsConstant) throw _context.Fault(LanguageDiagnostics.ValueKind, statement.Type.Span, "the shape of a constant", type.Shape.ToString(), "numbers");
        HostTensor data = _context.At(statement.Span, () => ConstantData.Read(_evaluator.Evaluate(statement.Value), type, statement, _context));
        Declare(statement.Name, _context.Model.Constant(statement.Name, data), statement.Span);
    }

    private void Declare(string name, Var value, SourceSpan span)
    {
        if (_frame.Own(name) is { } first && first.Value is TensorValue) throw _context.Fault(LanguageDiagnostics.DefinedTwice, span, "constant", name, first.Span.Line);
        _frame.Set(name, new TensorValue(value), span);
        _context.Assigned(name, span);
    }

    private void Require(RequireStatement require)
    {
        Value condition = _evaluator.Evaluate(require.Condition);
        if (condition is not SizeValue size) throw _context.Fault(LanguageDiagnostics.ValueKind, require.Condition.Span, "the condition", condition.Description, "a comparison of sizes, as h % 2 == 0");
        string message = require.Message ?? $"the model needs {size.Size}";
        if (size.Size.TryGetConstant(out long truth) && truth == 0) throw _context.Fault(LanguageDiagnostics.RequirementFails, require.Span, message);
        _context.Model.Require(size.Size, message, require.Origin ?? require.Span);
    }

    private void Poison(Statement statement)
    {
        switch (statement)
        {
            case AssignStatement assign:
                Poison(assign.Target);
                break;
            case ForStatement loop:
                // What the body would have computed is not known either.
                foreach (Statement inner in loop.Body) Poison(inner);
                Poison(loop.Variable);
                break;
            case ReturnStatement:
                _frame.Returned = new PoisonValue();
                break;
            case WeightStatement weight:
                _frame.Set(weight.Name, new PoisonValue(), weight.Span);
                break;
            case ConstStatement constant:
                _frame.Set(constant.Name, new PoisonValue(), constant.Span);
                break;
            case OutputStatement output:
                foreach (NamePattern name in output.Names) _context.Outputs.TryAdd(name.Name, name.Span);
                break;
        }
    }

    private void Poison(Pattern target)
    {
        foreach (NamePattern name in NamesOf(target)) _frame.Set(name.Name, new PoisonValue(), name.Span);
    }

    private static IEnumerable<NamePattern> NamesOf(Pattern pattern) => pattern is ListPattern list ? list.Items.SelectMany(NamesOf) : [(NamePattern)pattern];
}
