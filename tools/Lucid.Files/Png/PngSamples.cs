using System.Buffers.Binary;

namespace Lucid.Files.Png;

/// <summary>Turns a row's stored samples into values in 0..1, one plane a channel.</summary>
internal sealed class PngSamples
{
    private readonly PngHeader _header;
    private readonly float _scale;
    private readonly bool _hasAlphaChunk;
    private readonly float[] _palette = [];
    private readonly int[] _transparentColour = [];

    public PngSamples(PngChunks chunks)
    {
        _header = chunks.Header;
        _scale = (1 << _header.BitDepth) - 1;
        _hasAlphaChunk = !chunks.Transparency.IsEmpty;
        ReadOnlySpan<byte> transparency = chunks.Transparency.Span;
        bool indexed = _header.Colour == PngColour.Palette;
        Channels = (indexed ? 3 : _header.Samples) + (_hasAlphaChunk ? 1 : 0);
        if (indexed)
        {
            ReadOnlySpan<byte> entries = chunks.Palette.Span;
            _palette = new float[entries.Length / 3 * 4];
            for (int entry = 0; entry < entries.Length / 3; entry++)
            {
                for (int channel = 0; channel < 3; channel++) _palette[(entry * 4) + channel] = entries[(entry * 3) + channel] / 255f;
                _palette[(entry * 4) + 3] = entry < transparency.Length ? transparency[entry] / 255f : 1;
            }
        }
        else if (_hasAlphaChunk)
        {
            // Only as many low bits as a sample has count (PNG, 11.3.2.1).
            _transparentColour = new int[_header.Samples];
            for (int i = 0; i < _transparentColour.Length; i++)
                _transparentColour[i] = BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * i)..]) & ((1 << _header.BitDepth) - 1);
        }
    }

    /// <summary>Channels of the result: an alpha channel stands where the file says anything of transparency.</summary>
    public int Channels { get; }

    /// <summary>Writes a row's pixels into the planes from element <paramref name="start"/> on, <paramref name="step"/> apart; false for an index beyond the palette.</summary>
    public bool Place(ReadOnlySpan<byte> row, int width, Span<float> planes, int start, int step)
    {
        int plane = _header.Width * _header.Height;
        for (int x = 0; x < width; x++)
        {
            int at = start + (x * step);
            if (_header.Colour == PngColour.Palette)
            {
                int entry = Sample(row, x) * 4;
                if (entry >= _palette.Length) return false;
                for (int channel = 0; channel < Channels; channel++) planes[(channel * plane) + at] = _palette[entry + channel];
                continue;
            }

            bool transparent = _hasAlphaChunk;
            for (int channel = 0; channel < _header.Samples; channel++)
            {
                int value = Sample(row, (x * _header.Samples) + channel);
                planes[(channel * plane) + at] = value / _scale;
                if (_hasAlphaChunk) transparent &= value == _transparentColour[channel];
            }

            if (_hasAlphaChunk) planes[(_header.Samples * plane) + at] = transparent ? 0 : 1;
        }

        return true;
    }

    // Samples smaller than a byte are packed from its high bits down.
    private int Sample(ReadOnlySpan<byte> row, int index) => _header.BitDepth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]),
        int bits => (row[index * bits / 8] >> (8 - bits - (index * bits % 8))) & ((1 << bits) - 1),
    };
}
