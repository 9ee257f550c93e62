using System.Globalization;
using System.Text;
using Lucid.Tensors;

namespace Lucid.Files.Npy;

/// <summary>What the header's Python dictionary says: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.</summary>
/// <param name="Element">The element type.</param>
/// <param name="BigEndian">Whether elements are stored most significant byte first.</param>
/// <param name="FortranOrder">Whether the first axis runs fastest.</param>
/// <param name="Extents">The array's extents.</param>
internal sealed record NpyHeader(ElementType Element, bool BigEndian, bool FortranOrder, long[] Extents)
{
    /// <summary>NumPy's own limit is 64 axes; ours is that of safetensors.</summary>
    public const int MostAxes = 32;

    private static readonly (string Code, ElementType Element)[] Codes =
    [
        ("f4", ElementType.F32), ("f8", ElementType.F64), ("f2", ElementType.F16), ("i8", ElementType.I64), ("i4", ElementType.I32),
        ("i2", ElementType.I16), ("i1", ElementType.I8), ("u8", ElementType.U64), ("u4", ElementType.U32), ("u2", ElementType.U16),
        ("u1", ElementType.U8), ("b1", ElementType.Bool),
    ];

    /// <summary>The header's text without padding.</summary>
    /// <exception cref="TensorFileException">NumPy has no such element type.</exception>
    public static string Text(HostTensor tensor, string file)
    {
        string? code = Codes.FirstOrDefault(entry => entry.Element == tensor.Element).Code;
        if (code is null) throw new TensorFileException(file, null, $"NumPy has no element type {tensor.Element.Text()}; convert the tensor, or write .safetensors");
        string shape = string.Join(", ", tensor.Shape.Extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        string comma = tensor.Shape.Rank == 1 ? "," : "";
        char order = tensor.Element.ByteSize() == 1 ? '|' : '<';
        return $"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': ({shape}{comma}), }}";
    }

    /// <summary>Reads the dictionary; <paramref name="offset"/> is where its text begins in the file.</summary>
    public static NpyHeader Parse(ReadOnlySpan<byte> text, int offset, string file) => new Parser(text, offset, file).Read();

    private ref struct Parser(ReadOnlySpan<byte> text, int offset, string file)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _at;

        public NpyHeader Read()
        {
            (ElementType Element, bool BigEndian)? type = null;
            bool? fortran = null;
            long[]? extents = null;
            Expect('{');
            while (!Accept('}'))
            {
                int keyAt = Here();
                string key = QuotedText();
                Expect(':');
                switch (key)
                {
                    case "descr" when type is null: type = ElementTypeText(); break;
                    case "fortran_order" when fortran is null: fortran = PythonBoolean(); break;
                    case "shape" when extents is null: extents = Tuple(); break;
                    default: throw Fault(keyAt, $"unexpected key '{key}'; expected 'descr', 'fortran_order' and 'shape', each once");
                }

                if (!Accept(','))
                {
                    Expect('}');
                    break;
                }
            }

            SkipBlanks();
            if (_at < _text.Length) throw Fault(_at, "text after the header's dictionary");
            if (type is not { } found || fortran is not { } order || extents is null)
                throw Fault(_at, "the header lacks one of 'descr', 'fortran_order' and 'shape'");
            return new(found.Element, found.BigEndian, order, extents);
        }

        private (ElementType Element, bool BigEndian) ElementTypeText()
        {
            int at = Here();
            if (at < _text.Length && _text[at] == '[') throw Fault(at, $"structured arrays are not supported; {Supported()}");
            string descr = QuotedText();
            foreach ((string code, ElementType element) in Codes)
            {
                bool known = descr.Length == 3 && descr.EndsWith(code, StringComparison.Ordinal) && descr[0] is '<' or '>' or '=' or '|';
                if (known && descr.AsSpan(1).SequenceEqual(code) && (descr[0] != '|' || element.ByteSize() == 1)) return (element, descr[0] == '>');
            }

            throw Fault(at, $"element type '{descr}'; {Supported()}");
        }

        private static string Supported() => $"supported are {string.Join(", ", Codes.Select(entry => entry.Code))} in either byte order";

        private bool PythonBoolean()
        {
            int at = Here();
            bool value = _text[at..].StartsWith("True"u8);
            if (!value && !_text[at..].StartsWith("False"u8)) throw Fault(at, "expected True or False");
            _at += value ? "True".Length : "False".Length;
            return value;
        }

        private long[] Tuple()
        {
            List<long> extents = [];
            Expect('(');
            while (!Accept(')'))
            {
                int at = Here();
                while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at])) _at++;
                if (!long.TryParse(_text[at.._at], NumberStyles.None, CultureInfo.InvariantCulture, out long extent))
                    throw Fault(at, "expected an extent of at most 63 bits");
                Accept('L'); // Python 2 wrote 3L
                extents.Add(extent);
                if (extents.Count > MostAxes) throw Fault(at, $"more than {MostAxes} axes");
                if (Accept(',')) continue;
                Expect(')');
                break;
            }

            return [.. extents];
        }

        private string QuotedText()
        {
            int at = Here();
            byte quote = at < _text.Length ? _text[at] : (byte)0;
            if (quote is not ((byte)'\'' or (byte)'"')) throw Fault(at, "expected a text in quotes");
            int length = _text[(at + 1)..].IndexOf(quote);
            if (length < 0) throw Fault(at, "a text without its closing quote");
            _at = at + length + 2;
            return Encoding.UTF8.GetString(_text.Slice(at + 1, length));
        }

        private bool Accept(char wanted)
        {
            int at = Here();
            if (at >= _text.Length || _text[at] != wanted) return false;
            _at++;
            return true;
        }

        private void Expect(char wanted)
        {
            if (!Accept(wanted)) throw Fault(_at, $"expected '{wanted}' in the header's dictionary");
        }

        private int Here()
        {
            SkipBlanks();
            return _at;
        }

        private void SkipBlanks()
        {
            while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r') _at++;
        }

        private readonly TensorFileException Fault(int at, string reason) => new(file, offset + at, reason);
    }
}
