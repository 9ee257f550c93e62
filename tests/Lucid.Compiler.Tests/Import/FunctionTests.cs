using Lucid.Import.Onnx.Proto;
using Lucid.Model;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

public sealed class FunctionTests
{
    [Fact]
    public void A_function_is_replaced_by_its_nodes()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Input("b", 2).Node("local.AddRelu", "a b", "y").Output("y");
        model.Model.Functions.Add(Function("AddRelu", "x z", "r", OnnxModelBuilder.Make("Add", "x z", "s"), OnnxModelBuilder.Make("Relu", "s", "r")));
        Graph graph = model.Import();
        Assert.Equal(["add", "relu"], graph.Nodes.Select(node => node.Op.Name));
        Assert.Equal(["AddRelu_0/s", "y"], graph.Nodes.Select(node => graph[node.Output].Name));
        Assert.Equal("test.onnx: node 'AddRelu_0/Add_0' (Add)", graph.Nodes[0].Span.ToString());
    }

    [Fact]
    public void Uses_keep_their_inner_values_apart_and_functions_may_use_functions()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Twice", "a", "b").Node("local.Twice", "b", "y").Output("y");
        model.Model.Functions.Add(Function("Twice", "x", "r", OnnxModelBuilder.Make("local.Once", "x", "m"), OnnxModelBuilder.Make("local.Once", "m", "r")));
        model.Model.Functions.Add(Function("Once", "x", "r", OnnxModelBuilder.Make("Neg", "x", "n"), OnnxModelBuilder.Make("Exp", "n", "r")));
        Graph graph = model.Import();
        Assert.Equal(8, graph.Nodes.Length);
        Assert.Equal(["Twice_0/Once_0/n", "Twice_0/m", "Twice_0/Once_1/n", "b"], graph.Nodes.Take(4).Select(node => graph[node.Output].Name));
    }

    [Theory]
    [InlineData(true, "0.5")]
    [InlineData(false, "0.25")]
    public void Attributes_come_from_the_use_or_from_the_default(bool given, string alpha)
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Leaky", "a", "y", given ? [("slope", (object)0.5f)] : []).Output("y");
        NodeProto body = OnnxModelBuilder.Make("LeakyRelu", "x", "r");
        body.Attribute.Add(new AttributeProto { Name = "alpha", RefAttrName = "slope", Type = AttributeProto.Types.AttributeType.Float });
        FunctionProto function = Function("Leaky", "x", "r", body);
        function.AttributeProto.Add(OnnxModelBuilder.Attribute("slope", 0.25f));
        model.Model.Functions.Add(function);
        Assert.EndsWith($"alpha={alpha}", GraphSummary.Nodes(model.Import())[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_without_default_is_required()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Leaky", "a", "y").Output("y");
        FunctionProto function = Function("Leaky", "x", "r", OnnxModelBuilder.Make("LeakyRelu", "x", "r"));
        function.Attribute.Add("slope");
        model.Model.Functions.Add(function);
        Assert.Equal("LUC1532", Assert.Single(model.Refused()).Id);
    }

    [Fact]
    public void Optional_operands_and_unused_outputs_stay_out()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Clamp", "a - -", "y").Output("y");
        model.Model.Functions.Add(Function("Clamp", "x low high", "r other",
            OnnxModelBuilder.Make("Clip", "x low high", "r"), OnnxModelBuilder.Make("Neg", "x", "other")));
        Assert.Equal("clip", Assert.Single(model.Import().Nodes).Op.Name);
    }

    [Fact]
    public void An_operand_may_be_handed_through()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Keep", "a", "b c").Node("Add", "b c", "y").Output("y");
        model.Model.Functions.Add(Function("Keep", "x", "x n", OnnxModelBuilder.Make("Neg", "x", "n")));
        Assert.Equal(["c:f32[2] = neg(a)", "y:f32[2] = add(a, c)"], GraphSummary.Nodes(model.Import()));
    }

    [Fact]
    public void A_function_is_read_in_its_own_opset()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(17).Input("a", 1, 3).Node("local.Drop", "a", "y").Output("y");
        FunctionProto function = Function("Drop", "x", "r", OnnxModelBuilder.Make("Squeeze", "x", "r", ("axes", new long[] { 0 })));
        function.OpsetImport[0].Version = 11;
        model.Model.Functions.Add(function);
        Assert.Equal(["y:f32[3] = reshape(a) shape=[3]"], GraphSummary.Nodes(model.Import()));
    }

    [Fact]
    public void Functions_that_use_themselves_are_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.Loop", "a", "y").Output("y");
        model.Model.Functions.Add(Function("Loop", "x", "r", OnnxModelBuilder.Make("local.Loop", "x", "r")));
        Assert.Contains("function local.Loop: functions use each other more than 32 deep", model.Refused().Select(error => error.Message));
    }

    [Fact]
    public void Functions_that_grow_without_end_are_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.F0", "a", "y").Output("y");
        for (int i = 0; i < 30; i++)
        {
            model.Model.Functions.Add(Function($"F{i}", "x", "r", OnnxModelBuilder.Make($"local.F{i + 1}", "x", "m"), OnnxModelBuilder.Make($"local.F{i + 1}", "m", "r")));
        }

        model.Model.Functions.Add(Function("F30", "x", "r", OnnxModelBuilder.Make("Neg", "x", "r")));
        Assert.Contains(model.Refused(), error => error.Message.EndsWith("more than 250000 nodes after expansion", StringComparison.Ordinal));
    }

    [Fact]
    public void Too_many_operands_are_refused()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("a", 2).Node("local.One", "a a", "y").Output("y");
        model.Model.Functions.Add(Function("One", "x", "r", OnnxModelBuilder.Make("Neg", "x", "r")));
        Assert.Contains("function local.One: used with 2 operands and 1 outputs, it has 1 and 1", model.Refused().Select(error => error.Message));
    }

    private static FunctionProto Function(string name, string inputs, string outputs, params NodeProto[] nodes)
    {
        FunctionProto function = new() { Name = name, Domain = "local" };
        function.Input.AddRange(inputs.Split(' '));
        function.Output.AddRange(outputs.Split(' '));
        function.Node.AddRange(nodes);
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return function;
    }
}
