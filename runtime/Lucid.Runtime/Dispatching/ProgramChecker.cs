using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>
/// The rules that a package's program must keep for a session to trust its indices. Values that depend on shapes are checked
/// where they are evaluated (<see cref="EvaluatedKernel"/>).
/// </summary>
internal static class ProgramChecker
{
    private const uint SpirvMagic = 0x07230203;

    /// <exception cref="ProgramException">A rule is broken; the message says where.</exception>
    public static void Check(ModelPackage package)
    {
        LoweredProgram program = package.Program;
        for (int i = 0; i < program.Buffers.Count; i++) CheckBuffer(package, program.Buffers[i], i);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ProgramTensor tensor in program.Inputs)
        {
            CheckTensor(program, tensor, "input", names);
            if (program.Buffers[tensor.Buffer].Kind != BufferKind.Input)
                throw new ProgramException($"input {tensor.Name} is in buffer {program.Buffers[tensor.Buffer].Name}, which is of kind {program.Buffers[tensor.Buffer].Kind}");
        }

        names.Clear();
        foreach (ProgramTensor tensor in program.Outputs) CheckTensor(program, tensor, "output", names);
        names.Clear();
        foreach (ProgramKernel kernel in program.Prepare.Concat(program.Main))
        {
            if (!names.Add(kernel.Name)) throw new ProgramException($"two kernels are named {kernel.Name}");
            if (kernel.Candidates.Count == 0) throw new ProgramException($"kernel {kernel.Name} has no candidate");
            foreach (KernelCandidate candidate in kernel.Candidates) CheckCandidate(package, kernel, candidate);
        }

        foreach (ProgramKernel kernel in program.Prepare) CheckPrepare(program, kernel);
        foreach (ProgramKernel kernel in program.Main) CheckMain(program, kernel);
    }

    private static void CheckBuffer(ModelPackage package, ProgramBuffer buffer, int index)
    {
        string what = $"buffer {index} ({buffer.Name})";
        if (buffer.Kind is BufferKind.State or BufferKind.External)
            throw new ProgramException($"{what} is of kind {buffer.Kind}, which this version does not run");
        if ((buffer.Kind == BufferKind.Constant) != (buffer.Constant is not null))
            throw new ProgramException($"{what} is of kind {buffer.Kind} and names {buffer.Constant ?? "no stored tensor"}");
        if (buffer.Kind is BufferKind.Constant or BufferKind.Prepared && !buffer.ByteSize.IsConstant)
            throw new ProgramException($"{what} is of kind {buffer.Kind} and its size {buffer.ByteSize} depends on a symbol");
        if (buffer.Constant is null) return;
        if (!package.Constants.TryGetValue(buffer.Constant, out HostTensor? stored))
            throw new ProgramException($"{what} holds the stored tensor {buffer.Constant}, which the package has not");
        if (stored.Bytes.Length > buffer.ByteSize.ConstantValue)
            throw new ProgramException($"{what} has {buffer.ByteSize} bytes for the {stored.Bytes.Length} of the stored tensor {buffer.Constant}");
    }

    private static void CheckTensor(LoweredProgram program, ProgramTensor tensor, string role, HashSet<string> names)
    {
        if (!names.Add(tensor.Name)) throw new ProgramException($"two {role}s are named {tensor.Name}");
        if (tensor.Buffer < 0 || tensor.Buffer >= program.Buffers.Count)
            throw new ProgramException($"{role} {tensor.Name} is in buffer {tensor.Buffer}; there are {program.Buffers.Count}");
        if (!Execution.HostConversion.IsSupported(tensor.Type.Element, tensor.DeviceElement))
            throw new ProgramException($"{role} {tensor.Name} of {tensor.Type.Element.Text()} cannot lie on the device as {tensor.DeviceElement.Text()}");
    }

    private static void CheckCandidate(ModelPackage package, ProgramKernel kernel, KernelCandidate candidate)
    {
        string what = $"kernel {kernel.Name}, candidate {candidate.Variant}";
        if (!package.Modules.TryGetValue(candidate.Module, out ReadOnlyMemory<byte> module))
            throw new ProgramException($"{what} runs the module {candidate.Module}, which the package has not");
        if (module.Length < 20 || module.Length % 4 != 0 || BitConverter.ToUInt32(module.Span) != SpirvMagic)
            throw new ProgramException($"module {candidate.Module} is no SPIR-V");
        if (candidate.Groups.Count != 3) throw new ProgramException($"{what} has a grid of {candidate.Groups.Count} axes; expected 3");
        HashSet<int> numbers = [];
        foreach (KernelBinding binding in candidate.Bindings)
        {
            if (binding.Binding is < 1 or > 255 || !numbers.Add(binding.Binding))
                throw new ProgramException($"{what}: binding {binding.Binding} is out of range or there twice");
            if (binding.Buffer < 0 || binding.Buffer >= package.Program.Buffers.Count)
                throw new ProgramException($"{what}: binding {binding.Binding} is of buffer {binding.Buffer}; there are {package.Program.Buffers.Count}");
            if (binding.ElementBytes is not (4 or 16) || (binding.Kind == BindingKind.TexelF32X4 && binding.ElementBytes != 16))
                throw new ProgramException($"{what}: binding {binding.Binding} has elements of {binding.ElementBytes} bytes; expected 4 or 16, and 16 for texels");
            if (binding.Kind == BindingKind.TexelF32X4 && binding.Access != BindingAccess.Read)
                throw new ProgramException($"{what}: binding {binding.Binding} is a texel view and written");
        }

        if (candidate.Splits.Select(split => split.Axis).Distinct().Count() != candidate.Splits.Count)
            throw new ProgramException($"{what} splits an axis twice");
        foreach (KernelSplit split in candidate.Splits)
        {
            if (split.Strides.Count != candidate.Bindings.Count || split.Leads.Count != candidate.Bindings.Count || split.Overlaps.Count != candidate.Bindings.Count)
                throw new ProgramException($"{what}: split {split.Axis} names {split.Strides.Count}, {split.Leads.Count} and {split.Overlaps.Count} bindings of {candidate.Bindings.Count}");
        }

        if (candidate.Specialization.Select(value => value.Id).Distinct().Count() != candidate.Specialization.Count)
            throw new ProgramException($"{what} sets a specialisation constant twice");
    }

    private static void CheckPrepare(LoweredProgram program, ProgramKernel kernel)
    {
        foreach (KernelBinding binding in kernel.Candidates.SelectMany(candidate => candidate.Bindings))
        {
            ProgramBuffer buffer = program.Buffers[binding.Buffer];
            if (buffer.Kind != BufferKind.Prepared && !(buffer.Kind == BufferKind.Constant && binding.Access == BindingAccess.Read))
                throw new ProgramException($"prepare kernel {kernel.Name} accesses buffer {buffer.Name} of kind {buffer.Kind} ({binding.Access}); it may read constants and write prepared buffers");
        }
    }

    private static void CheckMain(LoweredProgram program, ProgramKernel kernel)
    {
        foreach (KernelBinding binding in kernel.Candidates.SelectMany(candidate => candidate.Bindings))
        {
            ProgramBuffer buffer = program.Buffers[binding.Buffer];
            if (binding.Access != BindingAccess.Read && buffer.Kind is not (BufferKind.Output or BufferKind.Activation))
                throw new ProgramException($"kernel {kernel.Name} writes buffer {buffer.Name} of kind {buffer.Kind}");
        }
    }
}
