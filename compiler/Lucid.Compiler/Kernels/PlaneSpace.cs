using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// A kernel that makes each plane of its output from the same plane of its operand (shaders/common/planes.glsl): (planes, three axes, inner), where
/// planes of blocked data have elements of four channels. A blocked operand may be written row-major. Images of either may lie some way apart.
/// </summary>
/// <param name="Source">The operand.</param>
/// <param name="Target">The output.</param>
/// <param name="Images">Images of the batch; planes are images times blocks times <paramref name="Outer"/>.</param>
/// <param name="Channels">Channels of an image; with plain data whatever multiplies to the planes.</param>
/// <param name="Outer">Planes of one block of channels.</param>
/// <param name="Width">Channels that an element holds: 1 or 4.</param>
/// <param name="Input">Input extents, three of them.</param>
/// <param name="Output">Output extents, three of them.</param>
/// <param name="Inner">Elements within the last axis.</param>
internal sealed record PlaneSpace(
    Storage Source, Storage Target, IntExpr Images, IntExpr Channels, IntExpr Outer, int Width, IntExpr[] Input, IntExpr[] Output, IntExpr Inner)
{
    private const int ElementsPerInvocation = 4;

    // A software driver pays for what an invocation does once in each of its lanes.
    private const int CpuElements = 8, CpuPlanes = 16;

    // Half of the rounds that every device allows.
    private const long MostRounds = 32768;

    /// <summary>The planes of a value with channels at axis 1 (0 where it has no batch), for a kernel that maps its spatial axes.</summary>
    public static PlaneSpace OfImages(Storage source, Storage target, int spatialRank, IntExpr[] input, IntExpr[] output)
    {
        SymbolicShape shape = source.Shape;
        bool batched = shape.Rank == spatialRank + 2;
        int width = source.Layout == StorageLayout.Blocked ? 4 : 1;
        return new(source, target, batched ? shape[0] : IntExpr.One, shape[batched ? 1 : 0], IntExpr.One, width, Lift(input), Lift(output), IntExpr.One);
    }

    /// <summary>Up to three extents as three.</summary>
    public static IntExpr[] Lift(IEnumerable<IntExpr> spatial, long neutral = 1)
    {
        IntExpr[] known = [.. spatial];
        return [.. Enumerable.Repeat((IntExpr)neutral, 3 - known.Length), .. known];
    }

    /// <summary>Blocks of channels of an image.</summary>
    public IntExpr Blocks => Width == 4 ? IntExpr.CeilDiv(Channels, 4) : Channels;

    /// <summary>Whether four channels are stored at once; else one by one, row-major.</summary>
    public bool IsWholeStore => Width == 1 || Target.Layout == Source.Layout;

    private IEnumerable<SpecializationValue> Halves => Source.IsHalf || Target.IsHalf ? [new(5, LayeredCandidates.Halves(Source, Target))] : [];

    /// <summary>
    /// The candidates of a shader, which has a module for each width, for elements of a type: all planes at once, or image by image and plane by plane.
    /// The target may be a part of a tensor joined along images or channels. <paramref name="rounds"/>: of the loops for an element.
    /// </summary>
    public ValueList<KernelCandidate> Candidates(
        string variant, KernelModules modules, string shader, ElementType element, ElementwiseGraph chain, ValueList<SpecializationValue> specialization, ValueList<IntExpr> parameters,
        ValueList<IntExpr> conditions, long rounds)
    {
        IntExpr inputPlane = Input[0] * Input[1] * Input[2] * Inner, outputPlane = Output[0] * Output[1] * Output[2] * Inner;
        IntExpr planes = Blocks * Outer;
        IntExpr image = !Target.IsDense ? Target.View!.Strides[0] : IsWholeStore ? planes * outputPlane * Width : Channels * Outer * outputPlane;
        IntExpr sourceImage = Source.IsDense ? planes * inputPlane * Width : Source.View!.Strides[0];
        bool fitsLoop = rounds <= MostRounds / (CpuElements * CpuPlanes);
        // Halves of a row share words.
        int cpuPlanes = Target.IsHalf && (Width == 1 || !IsWholeStore) ? 1 : CpuPlanes;
        return fitsLoop ? [.. Of(CpuElements, cpuPlanes, true), .. Of(ElementsPerInvocation, 1, false)] : Of(ElementsPerInvocation, 1, true);

        ValueList<KernelCandidate> Of(int elements, int planesAnInvocation, bool texels)
        {
            bool isLong = elements > ElementsPerInvocation;
            IntExpr along = IntExpr.CeilDiv(Output[2] * Inner, elements);
            LayeredCandidates candidates = new(
                modules.Chained(shader + (Width == 4 ? "_blocked" : "_plain"), chain),
                [new(1, IsWholeStore ? 1u : 0u), .. KernelModules.ChainConstants(chain), .. specialization, .. Halves, .. isLong ? new SpecializationValue[] { new(7, (uint)elements), new(8, (uint)planesAnInvocation) } : []],
                Images, Output[0] * Output[1] * along)
            {
                Rows = IntExpr.CeilDiv(planes, planesAnInvocation),
                TexelModule = texels && Width == 4 && element.IsFloat() && !Source.IsHalf ? modules.Chained(shader + "_blocked_texel", chain) : null,
                Conditions = conditions,
                // Written row-major, a plane of a block is four channels apart from the next.
                IsEven = IsWholeStore || Outer == IntExpr.One,
                IsForCpu = isLong,
            };
            return candidates.Bind(Source, BindingAccess.Read, Math.Max(Width * Source.ElementBytes, 4), sourceImage, inputPlane * Width)
                .Bind(Target, BindingAccess.Write, IsWholeStore ? Math.Max(Width * Target.ElementBytes, 4) : 4, image, outputPlane * Width)
                .Make(isLong ? variant + " long" : variant,
                [
                    along, Output[2] * Inner, .. Output, inputPlane, Channels, Blocks, Outer, IsWholeStore && Width == 4 ? IntExpr.FloorDiv(image, 4) : image,
                    IntExpr.FloorDiv(sourceImage, Width), .. parameters,
                ]);
        }
    }
}
