using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Gemm and MatMul.</summary>
internal static class MatrixProducts
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Gemm", 3, "alpha beta transA transB broadcast@6-6", Gemm) { Limits = "floats" },
        new("MatMul", 2, "", node => node.Output(node.Emit(new MatMul(), node.Operand(0, "A"), node.Operand(1, "B")))) { Limits = "floats" },
    ];

    /// <summary>Y = alpha·A'·B' + beta·C: a Linear where B' has its rows in memory and C is one vector, otherwise product, scale and sum.</summary>
    private static void Gemm(NodeLowering node)
    {
        (ImportedValue a, ImportedValue b, ImportedValue? c) = (node.Operand(0, "A"), node.Operand(1, "B"), node.Optional(2));
        if (a.Type.Rank != 2) throw node.Fail(ImportDiagnostics.OperandRefused, "A", a.Type, "a matrix");
        if (b.Type.Rank != 2) throw node.Fail(ImportDiagnostics.OperandRefused, "B", b.Type, "a matrix");
        (double alpha, double beta) = (node.Attributes.Float("alpha", 1), node.Attributes.Float("beta", 1));
        bool rowsOfB = node.Attributes.Flag("transB", false);
        if (node.Attributes.Flag("transA", false)) a = node.Transpose(a, 1, 0);
        if (!a.Type.Element.IsFloat())
        {
            node.Output(OnIntegers());
            return;
        }

        if (!rowsOfB && b.IsConstant) (b, rowsOfB) = (node.Transpose(b, 1, 0), true);
        if (rowsOfB && alpha == 1 && beta == 1 && c is not null && Bias(b.Type.Shape[0], c) is { } bias)
        {
            node.Output(node.Emit(new Linear(), a, b, bias));
            return;
        }

        ImportedValue product = rowsOfB ? node.Emit(new Linear(), a, b) : node.Emit(new MatMul(), a, b);
        if (alpha != 1) product = node.Pointwise(PointwiseKind.Mul, product, NodeLowering.Scalar(alpha, product.Type.Element));
        if (c is not null && beta != 0)
        {
            ImportedValue addend = beta == 1 ? c : node.Pointwise(PointwiseKind.Mul, c, NodeLowering.Scalar(beta, c.Type.Element));
            SymbolicShape shape = product.Type.Shape;
            product = node.Pointwise(PointwiseKind.Add, product, addend);
            if (product.Type.Shape != shape) throw node.Fail(ImportDiagnostics.OperandRefused, "C", c.Type, $"a shape that broadcasts to {shape}");
        }

        node.Output(product);

        // [N] or [1,N]; anything else is added after the product.
        ImportedValue? Bias(IntExpr columns, ImportedValue addend)
        {
            SymbolicShape shape = addend.Type.Shape;
            bool vector = shape.Rank is 1 or 2 && shape[shape.Rank - 1].Equals(columns) && (shape.Rank == 1 || shape[0].Equals(IntExpr.One));
            return vector ? node.Reshape(addend, columns) : null;
        }

        ImportedValue OnIntegers() => throw node.Unsupported($"a matrix product of {a.Type.Element.Text()}");
    }
}
