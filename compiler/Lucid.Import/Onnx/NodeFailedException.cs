namespace Lucid.Import.Onnx;

/// <summary>Ends the lowering of one node after its error has been added; the import goes on with the nodes that do not depend on it.</summary>
internal sealed class NodeFailedException : Exception;
