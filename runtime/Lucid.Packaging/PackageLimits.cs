namespace Lucid.Packaging;

/// <summary>
/// The caps of the package format (spec/package-format.md, section 8; a test compares the two). A reader refuses what exceeds them, so that
/// time and memory of reading are bounded by the size of the file.
/// </summary>
public static class PackageLimits
{
    /// <summary>Bytes of the safetensors header.</summary>
    public const int HeaderBytes = 16_777_216;

    /// <summary>Tensors of a file, padding included.</summary>
    public const int Tensors = 65_536;

    /// <summary>Bytes of <c>lucid.program</c>.</summary>
    public const int ProgramBytes = 33_554_432;

    /// <summary>Values (objects, arrays, texts, numbers) of <c>lucid.program</c>.</summary>
    public const int ProgramValues = 4_194_304;

    /// <summary>Nesting of objects and arrays in <c>lucid.program</c>.</summary>
    public const int JsonDepth = 32;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 1024;

    /// <summary>Characters of a text that is no name: messages, sources, metadata values.</summary>
    public const int TextLength = 65_536;

    /// <summary>Bytes of <c>lucid.graph</c>.</summary>
    public const int GraphBytes = 268_435_456;

    /// <summary>Bytes of <c>lucid.goldens</c>.</summary>
    public const int GoldenBytes = 16_777_216;

    /// <summary>Data sets of a package.</summary>
    public const int GoldenSets = 1024;

    /// <summary>Values whose places a package says.</summary>
    public const int GoldenValues = 65_536;

    /// <summary>Elements of an input that is stored as a seed.</summary>
    public const int SeededElements = 268_435_456;

    /// <summary>Characters of an expression.</summary>
    public const int ExpressionLength = 4096;

    /// <summary>Characters of the extent of an input.</summary>
    public const int InputExtentLength = 256;

    /// <summary>Characters of all different expressions together.</summary>
    public const int ExpressionCharacters = 1_048_576;

    /// <summary>Symbols of a program.</summary>
    public const int Symbols = 64;

    /// <summary>Axes of a tensor.</summary>
    public const int Rank = 16;

    /// <summary>Inputs of a program.</summary>
    public const int Inputs = 64;

    /// <summary>Outputs of a program.</summary>
    public const int Outputs = 256;

    /// <summary>Guards of a program.</summary>
    public const int Guards = 4096;

    /// <summary>Metadata pairs of a program.</summary>
    public const int Metadata = 4096;

    /// <summary>Buffers of a program.</summary>
    public const int Buffers = 65_536;

    /// <summary>Bytes of a buffer.</summary>
    public const long BufferBytes = 1L << 40;

    /// <summary>Kernels of a program, those of <c>prepare</c> and <c>main</c> together.</summary>
    public const int Kernels = 16_384;

    /// <summary>Nodes named by a kernel.</summary>
    public const int NodesOfKernel = 65_536;

    /// <summary>Candidates of a kernel.</summary>
    public const int Candidates = 64;

    /// <summary>SPIR-V modules of a package.</summary>
    public const int Modules = 8192;

    /// <summary>Bytes of a module.</summary>
    public const int ModuleBytes = 16_777_216;

    /// <summary>Specialisation constants of a candidate.</summary>
    public const int Specialization = 64;

    /// <summary>Features that a candidate needs.</summary>
    public const int Features = 32;

    /// <summary>Requirements of a candidate.</summary>
    public const int Requirements = 64;

    /// <summary>Bindings of a candidate, binding 0 not counted; also the largest binding number.</summary>
    public const int Bindings = 16;

    /// <summary>The largest binding number that can be bound in parts: push constants have a word for each.</summary>
    public const int ShiftedBindings = 4;

    /// <summary>Words of a candidate's parameters: 16,384 bytes, the uniform buffer range that every device has.</summary>
    public const int Parameters = 4096;

    /// <summary>Workgroups of a dispatch on an axis, before it is cut into sub-dispatches.</summary>
    public const long Groups = uint.MaxValue;

    /// <summary>Splits of a candidate: one for each axis.</summary>
    public const int Splits = 4;

    /// <summary>Steps of a depth split: begin and end share a push-constant word.</summary>
    public const int DepthSteps = 65_535;

    /// <summary>Storage buffers that every device binds to a compute stage.</summary>
    public const int BaselineStorageBuffers = 4;
}
