using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>
/// Reads the model's constant data. Floats of other widths become float32, once, and are remembered for a note; the data of an initializer
/// is read when something needs it.
/// </summary>
internal sealed class GraphConstants(string source, ExternalData? external)
{
    private readonly SortedDictionary<ElementType, List<string>> _converted = [];
    private readonly Dictionary<string, ElementType> _stored = new(StringComparer.Ordinal);

    /// <summary>What was converted to float32, by the type it had.</summary>
    public IReadOnlyDictionary<ElementType, List<string>> Converted => _converted;

    /// <summary>The type a value of the model has in the graph.</summary>
    public ElementType Narrowed(ElementType element, string name)
    {
        if (!element.IsFloat() || element == ElementType.F32) return element;
        if (!_converted.TryGetValue(element, out List<string>? names)) _converted.Add(element, names = []);
        names.Add(name);
        _stored[name] = element;
        return ElementType.F32;
    }

    /// <summary>The element type that the model gives a value.</summary>
    public ElementType Stored(ImportedValue value) =>
        value.Name is { } name && _stored.TryGetValue(name, out ElementType element) ? element : value.Type.Element;

    /// <summary>A tensor of the model, by its initializer's name or as an attribute at a place.</summary>
    public ImportedValue Read(TensorProto tensor, string place, string? name = null, HostTensor? replacement = null)
    {
        (ElementType stored, Shape shape) = TensorData.TypeOf(tensor, source, place);
        ElementType element = Narrowed(stored, name ?? place);
        TensorType type = new(element, new SymbolicShape(shape));
        return ImportedValue.Stored(name, type, () => (replacement ?? TensorData.Read(tensor, source, place, external)).ConvertTo(element));
    }

    /// <summary>A constant matrix with its axes exchanged, whatever its size; null for other permutations.</summary>
    public static ImportedValue? Transpose(ImportedValue value, ReadOnlySpan<long> permutation)
    {
        if (permutation is not [1, 0] || value.Type.Element.ByteSize() != sizeof(float)) return null;
        Shape shape = value.Type.Shape.ToShape();
        Shape transposed = new(shape[1], shape[0]);
        return ImportedValue.Stored(value.Name is null ? null : value.Name + "/transposed", new TensorType(value.Type.Element, new SymbolicShape(transposed)), () =>
        {
            HostTensor data = value.ToHost()!;
            ReadOnlySpan<uint> from = data.As<uint>();
            uint[] to = new uint[from.Length];
            (int rows, int columns) = ((int)shape[0], (int)shape[1]);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++) to[(column * rows) + row] = from[(row * columns) + column];
            }

            return new HostTensor(data.Element, transposed, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(to).ToArray());
        });
    }
}
