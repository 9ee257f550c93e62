using Lucid.Tensors;

namespace Lucid.Packaging.Verification;

/// <summary>Buffers and the tensors they hold.</summary>
internal static class BufferRules
{
    public static void Elements(Subject s)
    {
        if (s.Program.Precision is not (ElementType.F32 or ElementType.F16)) s.Report("$.program.precision", $"{s.Program.Precision.Text()}; expected f32 or f16");
        foreach ((ProgramTensor tensor, string path) in ListRules.Tensors(s.Program))
        {
            bool fits = tensor.Type.Element.IsFloat()
                ? tensor.DeviceElement is ElementType.F32 or ElementType.F16
                : tensor.DeviceElement is ElementType.I32 or ElementType.U32;
            if (!fits) s.Report($"{path}.deviceElement", $"{tensor.Type.Element.Text()} does not cross to the device as {tensor.DeviceElement.Text()}");
        }
    }

    public static void Interface(Subject s)
    {
        LoweredProgram p = s.Program;
        int[] owners = new int[p.Buffers.Count];
        Own(s, "inputs", p.Inputs, BufferKind.Input, owners);
        Own(s, "outputs", p.Outputs, BufferKind.Output, owners);
        for (int i = 0; i < p.Buffers.Count; i++)
        {
            string path = FormattableString.Invariant($"$.program.buffers[{i}]");
            BufferKind kind = p.Buffers[i].Kind;
            if (kind is BufferKind.State or BufferKind.External) s.Report($"{path}.kind", $"{Json.FormatNames.Of(kind)} is reserved");
            if (kind is BufferKind.Input or BufferKind.Output && owners[i] != 1)
                s.Report(path, $"a buffer of kind {Json.FormatNames.Of(kind)} belongs to {owners[i]} tensors; expected 1");
        }
    }

    public static void Overflow(Subject s)
    {
        LoweredProgram p = s.Program;
        if (p.OverflowChecks.Count == 0) return;
        TensorType expected = new(ElementType.I32, new SymbolicShape(p.OverflowChecks.Count));
        if (p.Outputs is not [.., { Name: LoweredProgram.OverflowName, DeviceElement: ElementType.I32 } last] || last.Type != expected)
            s.Report("$.program.overflowChecks", $"{p.OverflowChecks.Count} checks; the last output is not {LoweredProgram.OverflowName}: {expected} as i32");
    }

    public static void Sizes(Subject s)
    {
        LoweredProgram p = s.Program;
        for (int i = 0; i < p.Buffers.Count; i++)
        {
            ProgramBuffer buffer = p.Buffers[i];
            string path = FormattableString.Invariant($"$.program.buffers[{i}].byteSize");
            if (!buffer.ByteSize.TryGetConstant(out long size))
            {
                if (buffer.Kind is BufferKind.Constant or BufferKind.Prepared)
                    s.Report(path, $"{buffer.ByteSize} depends on a symbol; the buffer is filled before any shape is known");
            }
            else if (size is < 1 or > PackageLimits.BufferBytes || size % 4 != 0)
            {
                s.Report(path, $"{size}; expected a multiple of 4 from 4 to {PackageLimits.BufferBytes}");
            }
        }

        foreach ((ProgramTensor tensor, string path) in ListRules.Tensors(p))
        {
            foreach (IntExpr extent in tensor.Type.Shape.Extents) s.CheckRange($"{path}.shape", extent, 0, long.MaxValue);
            try
            {
                IntExpr needed = tensor.Type.Shape.ElementCount * tensor.DeviceElement.ByteSize();
                if (Subject.Difference(p.Buffers[tensor.Buffer].ByteSize, needed) is < 0)
                    s.Report($"{path}.buffer", $"buffer {tensor.Buffer} has {p.Buffers[tensor.Buffer].ByteSize} bytes; {tensor.Type} as {tensor.DeviceElement.Text()} takes {needed}");
            }
            catch (Exception error) when (error is ShapeEvaluationException or OverflowException)
            {
                s.Report($"{path}.shape", $"the size of {tensor.Type} is beyond all bounds: {error.Message}");
            }
        }
    }

    public static void Constants(Subject s)
    {
        for (int i = 0; i < s.Program.Buffers.Count; i++)
        {
            ProgramBuffer buffer = s.Program.Buffers[i];
            string path = FormattableString.Invariant($"$.program.buffers[{i}]");
            if (buffer.Kind != BufferKind.Constant)
            {
                if (buffer.Constant is not null) s.Report($"{path}.constant", $"a buffer of kind {Json.FormatNames.Of(buffer.Kind)} holds no stored tensor, but names '{buffer.Constant}'");
            }
            else if (buffer.Constant is null)
            {
                s.Report(path, $"a buffer of kind constant names no stored tensor");
            }
            else if (!s.Package.Constants.TryGetValue(buffer.Constant, out HostTensor? tensor))
            {
                s.Report($"{path}.constant", $"no tensor '{buffer.Constant}' is stored");
            }
            else if (Subject.Difference(buffer.ByteSize, (tensor.Bytes.Length + 3L) & ~3L) is not 0)
            {
                s.Report($"{path}.byteSize", $"{buffer.ByteSize} bytes for the stored tensor '{buffer.Constant}' of {tensor.Bytes.Length}");
            }
        }
    }

    private static void Own(Subject s, string list, ValueList<ProgramTensor> tensors, BufferKind kind, int[] owners)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            int buffer = tensors[i].Buffer;
            owners[buffer]++;
            if (s.Program.Buffers[buffer].Kind != kind)
            {
                s.Report(FormattableString.Invariant($"$.program.{list}[{i}].buffer"),
                    $"buffer {buffer} is of kind {Json.FormatNames.Of(s.Program.Buffers[buffer].Kind)}; expected {Json.FormatNames.Of(kind)}");
            }
        }
    }
}
