namespace Lucid.Cli.Data;

/// <summary>There is nothing to verify.</summary>
internal sealed class NoTestException(string message) : Exception(message)
{
    public NoTestException(IEnumerable<string> paths) : this(
    $"no test at or below {string.Join(", ", paths)}; a test is a folder with model.onnx and test_data_set_*/input_*.pb with output_*.pb, "
    + "io*.safetensors or folders with input_*.npy and output_*.npy; NAME.onnx beside NAME_input.npy and NAME_output.npy; a cases.json; a doc_shapes.json; or a .lvk with goldens")
    {
    }
}
