using Lucid.Import;
using Lucid.Import.Onnx.Proto;
using Lucid.Model;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Faults of a model as a whole, each with its full text.</summary>
public sealed class ModelCheckTests
{
    [Fact]
    public void A_file_without_a_graph_is_refused() =>
        Expect("error LUC1500: the file holds no graph; expected an ONNX model", new ModelProto { IrVersion = 8 });

    [Theory]
    [InlineData(0, "error LUC1503: opset 0 of ai.onnx is not supported; opsets 6 to 21 are, and of the older ones the operators that did not change")]
    [InlineData(22, "error LUC1503: opset 22 of ai.onnx is not supported; opsets 6 to 21 are, and of the older ones the operators that did not change")]
    public void Opsets_outside_the_range_are_refused(int opset, string text) => Expect(text, Relu(opset).Model);

    [Theory]
    [InlineData(6)]
    [InlineData(21)]
    public void Opsets_at_the_ends_of_the_range_are_imported(int opset) => Assert.Single(Relu(opset).Import().Nodes);

    [Fact]
    public void An_older_opset_is_imported_where_its_operators_did_not_change()
    {
        Assert.Single(new OnnxModelBuilder(1).Input("x", 1, 2).Node("Softplus", "x", "y").Output("y").Import().Nodes);
        Assert.StartsWith("an operator is not supported:\n  Relu ×1 (supported since opset 6): 'Relu_0'\nsupported in opset 1: And, ",
            Assert.Single(Relu(1).Refused()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_opset_or_version_is_refused()
    {
        OnnxModelBuilder model = Relu(13);
        model.Model.OpsetImport.Clear();
        model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        Expect("error LUC1504: the model names no version of the ai.onnx operators; opsets 6 to 21 are supported", model.Model);
        model = Relu(13);
        model.Model.ClearIrVersion();
        Expect("error LUC1501: ir_version is missing, expected 3 or more", model.Model);
    }

    [Fact]
    public void A_newer_ir_version_is_a_warning()
    {
        OnnxModelBuilder model = Relu(13);
        model.Model.IrVersion = 99;
        List<Diagnostic> reported = [];
        model.Import(new ImportOptions { Report = reported.Add });
        Assert.Equal("test.onnx: warning LUC1502: ir_version 99 is newer than 13, the newest this importer knows", Assert.Single(reported).ToString());
    }

    [Fact]
    public void The_long_name_of_the_default_domain_is_understood()
    {
        OnnxModelBuilder model = Relu(13);
        model.Model.OpsetImport[0].Domain = "ai.onnx";
        model.Graph.Node[0].Domain = "ai.onnx";
        Assert.Equal("relu", Assert.Single(model.Import().Nodes).Op.Name);
    }

    [Fact]
    public void A_value_defined_twice_is_refused()
    {
        Expect("node 'Relu_1' (Relu): error LUC1505: 'y' is defined twice: as an output of node 'Relu_0' and as an output of node 'Relu_1'",
            Relu(13).Node("Relu", "x", "y").Model);
        Expect("node 'Relu_0' (Relu): error LUC1505: 'x' is defined twice: as an input and as an output of node 'Relu_0'",
            new OnnxModelBuilder().Input("x", 1).Node("Relu", "x", "x").Output("x").Model);
        Expect("error LUC1505: 'w' is defined twice: as an initializer and as an initializer", Relu(13).Floats("w", [1]).Floats("w", [1]).Model);
        Expect("error LUC1505: 'x' is defined twice: as an input and as an input", Relu(13).Input("x", 1).Model);
        Expect("error LUC1505: 'y' is defined twice: as an output and as an output", Relu(13).Output("y").Model);
    }

    [Fact]
    public void An_undefined_operand_is_named_with_its_nearest_names() =>
        Expect("node 'Relu_0' (Relu): error LUC1506: 'inptu' is not defined; nearest: 'input'",
            new OnnxModelBuilder().Input("input", 1).Node("Relu", "inptu", "y").Output("y").Model);

    [Fact]
    public void An_output_that_nothing_makes_is_refused() =>
        Expect("error LUC1506: 'z' is not defined, but is an output of the model", Relu(13).Output("z").Model);

    [Fact]
    public void Nodes_out_of_order_are_sorted()
    {
        Graph graph = new OnnxModelBuilder().Input("x", 1).Node("Neg", "b", "y").Node("Exp", "a", "b").Node("Relu", "x", "a").Output("y").Import();
        Assert.Equal(["relu", "exp", "neg"], graph.Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void A_cycle_is_refused_and_shown() =>
        Expect("error LUC1507: nodes depend on each other in a cycle: 'Exp_1' → 'Neg_0'",
            new OnnxModelBuilder().Input("x", 1).Node("Neg", "b", "a").Node("Exp", "a", "b").Node("Add", "x b", "y").Output("y").Model);

    [Fact]
    public void Unsupported_operators_are_reported_all_at_once_with_what_is_supported()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(7).Input("x", 1).Node("NonZero", "x", "a").Node("com.acme.Blur", "a", "b")
            .Node("NonZero", "b", "c").Node("Expand", "c c", "y").Output("y");
        string text = Assert.Single(model.Refused()).Message;
        Assert.StartsWith("3 operators are not supported:\n  Expand ×1 (supported since opset 8): 'Expand_3'\n  NonZero ×2: 'NonZero_0', 'NonZero_2'\n"
            + "  com.acme.Blur ×1: 'Blur_1'\nsupported in opset 7: Abs, Add, And, ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_output_needs_may_be_unsupported()
    {
        Graph graph = Relu(13).Node("NonZero", "y", "unused").Import();
        Assert.Single(graph.Nodes);
    }

    [Fact]
    public void Faults_of_independent_nodes_come_together_and_dependent_ones_are_silent()
    {
        var errors = new OnnxModelBuilder().Input("x", 2, 3).Node("Transpose", "x", "a", ("perm", new long[] { 0, 0 })).Node("Relu", "a", "b")
            .Node("Concat", "x x", "c").Node("Sum", "b c", "y").Output("y").Refused();
        Assert.Equal(["LUC1533", "LUC1532"], errors.Select(error => error.Id));
    }

    [Fact]
    public void A_sparse_initializer_is_refused_by_name()
    {
        OnnxModelBuilder model = Relu(13);
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = new TensorProto { Name = "s", DataType = 1 } });
        Expect("error LUC1509: initializer 's' is sparse, which is not supported; store it as a dense tensor", model.Model);
    }

    [Fact]
    public void Inputs_that_are_no_tensors_are_refused_by_name()
    {
        OnnxModelBuilder model = Relu(13);
        model.Graph.Input.Add(new ValueInfoProto { Name = "list", Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() } });
        Expect("error LUC1509: input 'list' is a sequence, which is not supported", model.Model);
        model = Relu(13);
        model.Graph.Input.Add(new ValueInfoProto { Name = "text", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 8 } } });
        Expect("error LUC1509: input 'text' is a tensor of STRING, which is not supported", model.Model);
    }

    [Fact]
    public void Attributes_are_checked_by_name_and_type()
    {
        Expect("node 'Flatten_0' (Flatten): error LUC1530: attribute 'axes' does not exist in Flatten of opset 17",
            new OnnxModelBuilder().Input("x", 1, 2).Node("Flatten", "x", "y", ("axes", 1)).Output("y").Model);
        Expect("node 'Flatten_0' (Flatten): error LUC1531: attribute 'axis' is FLOAT, expected INT",
            new OnnxModelBuilder().Input("x", 1, 2).Node("Flatten", "x", "y", ("axis", 1f)).Output("y").Model);
        Expect("node 'Squeeze_0' (Squeeze): error LUC1530: attribute 'axes' does not exist in Squeeze of opset 13",
            new OnnxModelBuilder(13).Input("x", 1, 2).Node("Squeeze", "x", "y", ("axes", new long[] { 0 })).Output("y").Model);
        Expect("node 'Relu_0' (Relu): error LUC1535: 2 operands, expected at most 1",
            new OnnxModelBuilder().Input("x", 1).Node("Relu", "x x", "y").Output("y").Model);
        Expect("node 'Conv_0' (Conv): error LUC1534: operand 1 ('W') is missing",
            new OnnxModelBuilder().Input("x", 1, 1, 4).Node("Conv", "x", "y").Output("y").Model);
    }

    [Fact]
    public void An_attribute_without_a_type_is_read_by_its_content()
    {
        OnnxModelBuilder model = new OnnxModelBuilder(6).Input("x", 2, 3).Node("Flatten", "x", "y", ("axis", 0)).Output("y");
        model.Graph.Node[0].Attribute[0].Type = AttributeProto.Types.AttributeType.Undefined;
        Graph graph = model.Import();
        Assert.Equal("f32[1,6]", graph.TypeOf(graph.Outputs[0].Value).ToString());
    }

    [Fact]
    public void Spans_name_file_node_and_operator()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1).Node("Relu", "x", "a").Node("Neg", "a", "y").Output("y");
        model.Graph.Node[0].Name = "act";
        Graph graph = model.Import();
        Assert.Equal(["test.onnx: node 'act' (Relu)", "test.onnx: node 'Neg_1' (Neg)"], graph.Nodes.Select(node => node.Span.ToString()));
        Assert.Equal(["act", "Neg_1"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["a", "y"], graph.Nodes.Select(node => graph[node.Output].Name));
    }

    private static OnnxModelBuilder Relu(int opset) => new OnnxModelBuilder(opset).Input("x", 1).Node("Relu", "x", "y").Output("y");

    private static void Expect(string text, ModelProto model)
    {
        OnnxModelBuilder builder = new();
        builder.Model.OpsetImport.Clear();
        builder.Model.Graph = null;
        builder.Model.ClearIrVersion();
        builder.Model.MergeFrom(model);
        Assert.Contains(text, builder.Refused().Select(error => error.ToString()).Select(line => line.Replace("test.onnx: ", string.Empty, StringComparison.Ordinal)));
    }
}
