using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>When each buffer of the arena is in use: the compiler plans with it, a session plans and checks with it.</summary>
public static class ArenaLifetimes
{
    /// <summary>Offsets in the arena are multiples of this: no device asks for more (Vulkan's limit for offset alignments is 256).</summary>
    public const long Alignment = 256;

    /// <summary>The activation buffers that main kernels use, in the order of their indices, with the first and the last kernel that binds them in any candidate.</summary>
    public static ValueList<ArenaLifetime> Of(LoweredProgram program)
    {
        (int First, int Last)[] uses = Enumerable.Repeat((int.MaxValue, -1), program.Buffers.Count).ToArray();
        for (int kernel = 0; kernel < program.Main.Count; kernel++)
        {
            foreach (KernelCandidate candidate in program.Main[kernel].Candidates)
            {
                foreach (KernelBinding binding in candidate.Bindings)
                {
                    ref (int First, int Last) use = ref uses[binding.Buffer];
                    use = (Math.Min(use.First, kernel), Math.Max(use.Last, kernel));
                }
            }
        }

        return Enumerable.Range(0, uses.Length)
            .Where(buffer => program.Buffers[buffer].Kind == BufferKind.Activation && uses[buffer].Last >= 0)
            .Select(buffer => new ArenaLifetime(buffer, uses[buffer].First, uses[buffer].Last))
            .ToValueList();
    }
}

/// <summary>The kernels during which a buffer must keep its bytes, first and last included.</summary>
/// <param name="Buffer">Index of the program's buffer.</param>
/// <param name="FirstKernel">Index of the first main kernel that uses it.</param>
/// <param name="LastKernel">Index of the last one.</param>
public readonly record struct ArenaLifetime(int Buffer, int FirstKernel, int LastKernel);
