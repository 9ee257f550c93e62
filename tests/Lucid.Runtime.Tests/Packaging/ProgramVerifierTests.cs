using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Packaging;

public sealed class ProgramVerifierTests
{
    private static readonly IntExpr H = IntExpr.Symbol("h");

    [Fact]
    public void The_samples_break_no_rule()
    {
        Assert.Empty(ProgramVerifier.Verify(SamplePackage.Symbolic));
        Assert.Empty(ProgramVerifier.Verify(SamplePackage.Static));
    }

    [Fact]
    public void A_package_without_parts_is_valid()
    {
        LoweredProgram empty = new("empty", NumericsMode.Strict, ElementType.F16, [], [], [], [], [], [], null, []);
        ModelPackage package = new(empty, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty, ImmutableSortedDictionary<string, HostTensor>.Empty, null, ImmutableSortedDictionary<string, HostTensor>.Empty, "1");
        Assert.Empty(ProgramVerifier.Verify(package));
        using OpenPackage open = PackageReader.Parse(SamplePackage.Write(package));
        Assert.Equal(empty, open.Package.Program);
    }

    /// <summary>What breaks each rule, and the fault it gives.</summary>
    private static readonly (string Fault, Func<ModelPackage> Broken)[] Cases =
    [
        ("P01 $.program.main[0].candidates[0].bindings: 17 entries; at most 16", () => Candidate(0, c => c with { Bindings = Enumerable.Range(1, 17).Select(i => c.Bindings[0] with { Binding = i }).ToValueList() })),
        ("P01 $.program.inputs[0].shape: 17 entries; at most 16", () => Input(t => t with { Type = new(ElementType.F32, new([.. Enumerable.Repeat((IntExpr)1, 17)])) })),
        ("P01 lucid.module/big: 16777220 bytes; at most 16777216", () => S with { Modules = S.Modules.Add("big", new byte[16_777_220]) }),
        ("P01 $.program.guards[0].condition: an expression of 4201 characters; at most 4096", () => S.With(p => p with { Guards = [p.Guards[0] with { Condition = IntExpr.Symbol("h" + new string('x', 4200)) }] })),
        ("P02 $.program.name: a name of 0 characters; expected 1 to 1024", () => S.With(p => p with { Name = "" })),
        ("P02 $.program.buffers[3].name: a name that is no valid Unicode text", () => Buffer(3, b => b with { Name = "\ud800" })),
        ("P02 lucid.golden/input.x: a golden tensor is called SET/input.NAME, SET/output.NAME or SET/value.NAME", () => S with { Goldens = S.Goldens.Add("input.x", S.Goldens.Values.First()) }),
        ("P02 $.program.guards[0].message: a text of 65537 characters; at most 65536", () => S.With(p => p with { Guards = [p.Guards[0] with { Message = new string('x', 65_537) }] })),
        ("P03 $.program.prepare and main: 'pack conv1.weight' appears twice", () => S.WithMain(0, k => k with { Name = "pack conv1.weight" })),
        ("P03 $.program.inputs: 'x' appears twice", () => S.With(p => p with { Inputs = [p.Inputs[0], p.Inputs[0]] })),
        ("P04 $.program.main[1].candidates[0].bindings[0].buffer: 5 is no buffer; there are 5", () => Bind(1, 0, b => b with { Buffer = 5 })),
        ("P04 $.program.outputs[0].buffer: -1 is no buffer; there are 5", () => S.With(p => p with { Outputs = [p.Outputs[0] with { Buffer = -1 }] })),
        ("P05 $.program.guards[0].condition: no input has the symbol k", () => S.With(p => p with { Guards = [p.Guards[0] with { Condition = IntExpr.Symbol("k") }] })),
        ("P05 $.program.inputs: no extent determines the symbol h", () => Input(t => t with { Type = new(ElementType.F32, new(IntExpr.Symbol("N"), 4, H * H, IntExpr.Symbol("w"))) })),
        ("P05 $.program.inputs: 'device.x' is a limit of the device, not an extent", () => Input(t => t with { Type = new(ElementType.F32, new(IntExpr.Symbol("device.x"))) })),
        ("P05 $.program.main[0].candidates[0].groups: device.subgroupSize is a limit of the device; only requirements may depend on it", () => Candidate(0, c => c with { Groups = [IntExpr.Symbol("device.subgroupSize"), 1, 1] })),
        ("P05 $.program.main[0].candidates[0].requires: device.x is no device limit; expected one of device.maxComputeWorkGroupInvocations,", () => Candidate(0, c => c with { Requires = [IntExpr.Symbol("device.x")] })),
        ("P05 $.program.main[0].candidates[0].features: 'x' is no feature; expected one of storageBuffer16BitAccess,", () => Candidate(0, c => c with { Features = ["x"] })),
        ("P06 $.program.precision: bf16; expected f32 or f16", () => S.With(p => p with { Precision = ElementType.BF16 })),
        ("P06 $.program.inputs[0].deviceElement: f32 does not cross to the device as i32", () => Input(t => t with { DeviceElement = ElementType.I32 })),
        ("P07 $.program.inputs[0].buffer: buffer 4 is of kind activation; expected input", () => Input(t => t with { Buffer = 4 })),
        ("P07 $.program.buffers[3].kind: state is reserved", () => Buffer(3, b => b with { Kind = BufferKind.State })),
        ("P07 $.program.buffers[1]: a buffer of kind output belongs to 2 tensors; expected 1", () => S.With(p => p with { Outputs = [p.Outputs[0], p.Outputs[0] with { Name = "again" }] })),
        ("P08 $.program.buffers[3].byteSize: 1150; expected a multiple of 4 from 4 to 1099511627776", () => Buffer(3, b => b with { ByteSize = 1150 })),
        ("P08 $.program.buffers[3].byteSize: h depends on a symbol; the buffer is filled before any shape is known", () => Buffer(3, b => b with { ByteSize = H })),
        ("P08 $.program.inputs[0].buffer: buffer 0 has 16*N*h*w-4 bytes; f32[N,4,h,w] as f32 takes 16*N*h*w", () => Buffer(0, b => b with { ByteSize = b.ByteSize - 4 })),
        ("P08 $.program.outputs[0].shape: the size of bool[9223372036854775807,4] is beyond all bounds", () => S.With(p => p with { Outputs = [p.Outputs[0] with { Type = new(ElementType.Bool, new(long.MaxValue, 4)) }] })),
        ("P08 $.program.outputs[0].shape: -1 is not within 0 to 9223372036854775807", () => S.With(p => p with { Outputs = [p.Outputs[0] with { Type = new(ElementType.Bool, new((IntExpr)(-1))) }] })),
        ("P09 $.program.buffers[2]: a buffer of kind constant names no stored tensor", () => Buffer(2, b => b with { Constant = null })),
        ("P09 $.program.buffers[2].constant: no tensor 'x' is stored", () => Buffer(2, b => b with { Constant = "x" })),
        ("P09 $.program.buffers[2].byteSize: 1152 bytes for the stored tensor 'lucid.of the model' of 3", () => Buffer(2, b => b with { Constant = "lucid.of the model" })),
        ("P09 $.program.buffers[3].constant: a buffer of kind prepared holds no stored tensor, but names 'conv1.weight'", () => Buffer(3, b => b with { Constant = "conv1.weight" })),
        ("P10 lucid.module/pack: 22 bytes; expected a multiple of 4 of at least 20", () => S with { Modules = S.Modules.SetItem("pack", new byte[22]) }),
        ("P10 lucid.module/pack: begins with 0x00000000; a SPIR-V module begins with 0x07230203", () => S with { Modules = S.Modules.SetItem("pack", new byte[24]) }),
        ("P10 $.program.main[1].candidates[0].module: no module 'x' is stored", () => S.WithCandidate(1, 0, c => c with { Module = "x" })),
        ("P11 $.program.main[0].candidates: the kernel has no candidate that this version can read", () => S.WithMain(0, k => k with { Candidates = [] })),
        ("P11 $.program.main[0].candidates: none of 1 candidates runs on the baseline", () => S.WithMain(0, k => k with { Candidates = [k.Candidates[0]] })),
        ("P11 $.program.prepare[0].candidates: none of 1 candidates runs on the baseline", () => S.With(p => p with
        {
            Prepare = p.Prepare.Change(0, k => k with { Candidates = k.Candidates.Change(0, c => c with { Requires = [IntExpr.LessOrEqual(129, IntExpr.Symbol(DeviceLimitNames.WorkgroupInvocations))] }) }),
        })),
        ("P12 $.program.main[0].candidates[0].bindings[0].binding: 0; expected 1 to 16", () => Bind(0, 0, b => b with { Binding = 0 })),
        ("P12 $.program.main[0].candidates[0].bindings[1].binding: 2 is bound twice", () => Bind(0, 0, b => b with { Binding = 2 })),
        ("P12 $.program.main[0].candidates[0].bindings[0].elementBytes: 4; a texel has 16", () => Bind(0, 0, b => b with { ElementBytes = 4 })),
        ("P12 $.program.main[1].candidates[0].bindings[0].elementBytes: 2; expected 4, 8 or 16", () => Bind(1, 0, b => b with { ElementBytes = 2 })),
        ("P12 $.program.main[0].candidates[0].bindings[2].access: write; a texel binding only reads", () => Bind(0, 2, b => b with { Kind = BindingKind.TexelF32X4 })),
        ("P12 $.program.main[1].candidates[0].bindings[0].elementBytes: 0; expected 4, 8 or 16", () => Bind(1, 0, b => b with { ElementBytes = 0 })),
        ("P13 $.program.main[0].candidates[0].bindings[0].access: a main kernel has readWrite access to buffer 3 of kind prepared", () => Bind(0, 0, b => b with { Kind = BindingKind.Storage, Buffer = 3, Access = BindingAccess.ReadWrite, ByteSize = 16 })),
        ("P13 $.program.prepare[0].candidates[0].bindings[0].access: a prepare kernel has read access to buffer 0 of kind input", () => S.With(p => p with
        {
            Prepare = p.Prepare.Change(0, k => k with { Candidates = k.Candidates.Change(0, c => c with { Bindings = c.Bindings.Change(0, b => b with { Buffer = 0 }) }) }),
        })),
        ("P14 $.program.main[0].candidates[0].bindings[1]: the range of 1152 bytes at 16 ends 16 bytes beyond buffer 3 of 1152", () => Bind(0, 1, b => b with { ByteOffset = 16 })),
        ("P14 $.program.main[0].candidates[0].bindings[1].byteOffset: 8 is no multiple of 16", () => Bind(0, 1, b => b with { ByteOffset = 8, ByteSize = 16 })),
        ("P14 $.program.main[0].candidates[0].bindings[1].byteOffset: 16 for binding 5; one above 4 begins at a multiple of 256", () => Bind(0, 1, b => b with { Binding = 5, ByteOffset = 16, ByteSize = 16 })),
        ("P14 $.program.main[0].candidates[0].bindings[1].byteSize: -4 is not within 0 to 1099511627776", () => Bind(0, 1, b => b with { ByteSize = -4 })),
        ("P15 $.program.main[0].candidates[0].groups: 2 numbers; expected 3", () => Candidate(0, c => c with { Groups = [1, 1] })),
        ("P15 $.program.main[0].candidates[0].groups: 4294967296 is not within 0 to 4294967295", () => Candidate(0, c => c with { Groups = [1, 1L << 32, 1] })),
        ("P15 $.program.main[0].candidates[0].parameters[1]: 4294967296 is not within -2147483648 to 4294967295", () => Candidate(0, c => c with { Parameters = [1, 1L << 32] })),
        ("P15 $.program.main[0].candidates[0].specialization: id 0 appears twice", () => Candidate(0, c => c with { Specialization = [new(0, 1), new(0, 2)] })),
        ("P16 $.program.main[0].candidates[1].splits[1].axis: y is cut twice", () => Candidate(1, c => c with { Splits = [c.Splits[0], c.Splits[0]] })),
        ("P16 $.program.main[0].candidates[1].splits[0].steps: ((h+3)//4)+1; the axis has (h+3)//4 workgroups", () => Candidate(1, c => c with { Splits = [c.Splits[0] with { Steps = c.Splits[0].Steps + 1 }] })),
        ("P16 $.program.main[0].candidates[1].splits[0].steps: 65536 is not within 1 to 65535", () => Candidate(1, c => c with { Splits = [c.Splits[0] with { Axis = SplitAxis.Depth, Steps = 65536 }] })),
        ("P16 $.program.main[0].candidates[1].splits[0].leads: 2 numbers for 3 bindings", () => Candidate(1, c => c with { Splits = [c.Splits[0] with { Leads = [0, 0] }] })),
        ("P16 $.program.main[0].candidates[1].splits[0].strides: 32*w for binding 5; only bindings 1 to 4 can be bound in parts", () => Candidate(1, c => c with { Bindings = c.Bindings.Change(2, b => b with { Binding = 5 }) })),
        ("P17 $.program.prepare[0].candidates[0].groups: h depends on a symbol; prepare kernels run before any shape is known", () => S.With(p => p with
        {
            Prepare = p.Prepare.Change(0, k => k with { Candidates = k.Candidates.Change(0, c => c with { Groups = [H, 1, 1] }) }),
        })),
        ("P18 $.program.main[0]: 'greater1' reads buffer 4 (conv1 out), which no earlier kernel writes", () => S.With(p => p with { Main = [p.Main[1], p.Main[0]] })),
        ("P18 $.program.outputs[0]: no kernel writes output 'mask'", () => S.With(p => p with { Main = [p.Main[0]] })),
        ("P19 $.program.staticPlan.offsets: 1 offsets for 5 buffers", () => Plan(plan => plan with { Offsets = [0] })),
        ("P19 $.program.staticPlan.offsets[0]: 0 for a buffer outside of the arena; expected -1", () => Plan(plan => plan with { Offsets = plan.Offsets.Change(0, _ => 0) })),
        ("P19 $.program.staticPlan.offsets[4]: 520 for 1536 bytes in an arena of 2048; expected a multiple of 256 within it", () => Plan(plan => plan with { Offsets = plan.Offsets.Change(4, _ => 520) })),
        ("P19 $.program.staticPlan.offsets[4]: 768 for 1536 bytes in an arena of 2048; expected a multiple of 256 within it", () => Plan(plan => plan with { Offsets = plan.Offsets.Change(4, _ => 768) })),
        ("P19 $.program.staticPlan: a peak of 2048 bytes beside a lower bound of 4096", () => Plan(plan => plan with { LowerBoundBytes = 4096 })),
        ("P19 $.program.staticPlan.offsets[4]: the size 32*N*h*w depends on a symbol; a static plan needs all sizes", () => S.With(p => p with { StaticPlan = SamplePackage.Static.Program.StaticPlan })),
        ("P19 $.program.staticPlan: buffers 4 at 0..1536 and 5 at 1280..2816 overlap while 'copy' runs", () => WithSecondActivation(1280)),
        ("P20 goldens: $.values[0]: 'conv9' is no kernel of main", () => Value(value => value with { Kernel = "conv9" })),
        ("P20 goldens: $.values[0]: -1 is no buffer; there are 5", () => Value(value => value with { Buffer = -1 })),
        ("P20 goldens: $.values[0]: 0 strides for 4 axes", () => Value(value => value with { Strides = [] })),
        ("P20 goldens: $.sets[0].inputs: are ; the program's are x", () => S with { Proof = S.Proof! with { Sets = [S.Proof.Sets[0] with { Inputs = [] }] } }),
        ("P20 goldens: $.sets[0].outputs[0]: expected either sha256 or bound", () => S with { Proof = S.Proof! with { Sets = [S.Proof.Sets[0] with { Outputs = [S.Proof.Sets[0].Outputs[0] with { Bound = new("", 0, null) }] }] } }),
        ("P20 goldens: $.sets[1].outputs[0]: there is no tensor lucid.golden/seeded/output.mask", () => S with { Goldens = S.Goldens.Remove("seeded/output.mask") }),
        ("P21 $.program.overflowChecks: 2 checks; the last output is not lucid.overflow: i32[2] as i32", () => S.With(p => p with { OverflowChecks = ["add", "mul"] })),
        ("P22 f32: $.precision: f32 beside f32; expected f32 beside f16", () => SamplePackage.Halves.With(p => p with { Precision = ElementType.F32 })),
        ("P22 f32: $.name: 'other'; expected 'two kernels'", () => Variant(v => v.With(p => p with { Name = "other" }))),
        ("P22 f32: $.inputs: are ", () => SamplePackage.Halves with { Float32 = SamplePackage.Symbolic with { GraphText = null, Goldens = S.Goldens.Clear(), Proof = null } }),
        ("P22 f32: $: a graph, goldens or a variant of its own", () => Variant(v => v with { GraphText = "lucid-graph 1" })),
        ("P22 f32: $.program.main[0].candidates[0].module: no module", () => Variant(v => v with { Modules = v.Modules.Clear() })),
    ];

    private static ModelPackage Variant(Func<ModelPackage, ModelPackage> change) => SamplePackage.Halves with { Float32 = change(SamplePackage.Halves.Float32!) };

    private static ModelPackage Value(Func<Lucid.Packaging.Goldens.StoredValue, Lucid.Packaging.Goldens.StoredValue> change) => S with { Proof = S.Proof! with { Values = S.Proof.Values.Change(0, change) } };

    public static TheoryData<string> Faults => [.. Cases.Select(entry => entry.Fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_broken_rule_is_named_with_its_place(string fault)
    {
        ValueList<ProgramFault> faults = ProgramVerifier.Verify(Cases.Single(entry => entry.Fault == fault).Broken());
        Assert.True(faults.Any(found => found.ToString().StartsWith(fault, StringComparison.Ordinal)), $"found:\n{string.Join("\n", faults)}");
    }

    [Fact]
    public void Every_rule_has_a_case() =>
        Assert.Equal(ProgramVerifier.Rules.Select(rule => rule.Id), Cases.Select(entry => entry.Fault[..3]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Activations_alive_at_different_times_may_overlap() => Assert.Empty(ProgramVerifier.Verify(WithSecondActivation(1536)));

    [Fact]
    public void A_package_for_one_target_may_lack_the_baseline()
    {
        ModelPackage pruned = S.WithMain(0, k => k with { Candidates = [k.Candidates[0]] });
        Assert.Empty(ProgramVerifier.Verify(pruned.With(p => p with { Metadata = [new(ProgramMetadataKeys.Target, "llvmpipe")] })));
    }

    [Fact]
    public void Faults_are_listed_up_to_a_hundred() =>
        Assert.Equal(100, ProgramVerifier.Verify(S.With(p => p with { Buffers = Enumerable.Repeat(p.Buffers[0] with { Name = "" }, 500).ToValueList() })).Count);

    [Fact]
    public void The_writer_refuses_what_breaks_a_rule()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SamplePackage.Write(S.With(p => p with { Name = "" })));
        Assert.StartsWith("the package breaks 1 rules:\nP02 $.program.name: a name of 0 characters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_activations_is_verified_quickly()
    {
        const int count = 4000;
        LoweredProgram p = SamplePackage.Static.Program;
        ProgramKernel last = p.Main[1];
        ProgramKernel Step(int i) => last with
        {
            Name = $"step {i}",
            Candidates = last.Candidates.Change(0, c => c with { Bindings = [c.Bindings[0] with { Buffer = 4 + i }, c.Bindings[1] with { Buffer = 5 + i }] }),
        };
        ProgramKernel end = last with { Candidates = last.Candidates.Change(0, c => c with { Bindings = c.Bindings.Change(0, b => b with { Buffer = 4 + count }) }) };
        ModelPackage chain = SamplePackage.Static.With(_ => p with
        {
            Buffers = p.Buffers.Concat(Enumerable.Repeat(p.Buffers[4], count)).ToValueList(),
            Main = [p.Main[0], .. Enumerable.Range(0, count).Select(Step), end],
            StaticPlan = new(p.StaticPlan!.Offsets.Concat(Enumerable.Range(1, count).Select(i => i % 2 * 1536L)).ToValueList(), 3072, 3072),
        });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Empty(ProgramVerifier.Verify(chain));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    private static ModelPackage S => SamplePackage.Symbolic;

    private static ModelPackage Input(Func<ProgramTensor, ProgramTensor> change) => S.With(p => p with { Inputs = [change(p.Inputs[0])] });

    private static ModelPackage Buffer(int index, Func<ProgramBuffer, ProgramBuffer> change) => S.With(p => p with { Buffers = p.Buffers.Change(index, change) });

    private static ModelPackage Candidate(int index, Func<KernelCandidate, KernelCandidate> change) => S.WithCandidate(0, index, change);

    private static ModelPackage Bind(int kernel, int index, Func<KernelBinding, KernelBinding> change) =>
        S.WithCandidate(kernel, 0, c => c with { Bindings = c.Bindings.Change(index, change) });

    private static ModelPackage Plan(Func<ProgramPlan, ProgramPlan> change) => SamplePackage.Static.With(p => p with { StaticPlan = change(p.StaticPlan!) });

    /// <summary>conv1 → #4 → copy → #5 → greater1, where #5 lies at an offset given: beside #4 while copy runs.</summary>
    private static ModelPackage WithSecondActivation(long offset) => SamplePackage.Static.With(p =>
    {
        KernelCandidate last = p.Main[1].Candidates[0];
        ProgramKernel copy = p.Main[1] with { Name = "copy", Candidates = [last with { Bindings = [last.Bindings[0], last.Bindings[1] with { Buffer = 5 }] }] };
        ProgramKernel greater = p.Main[1] with { Candidates = [last with { Bindings = [last.Bindings[0] with { Buffer = 5 }, last.Bindings[1]] }] };
        return p with
        {
            Buffers = [.. p.Buffers, p.Buffers[4]],
            Main = [p.Main[0], copy, greater],
            StaticPlan = new([-1, -1, -1, -1, 0, offset], 3072, 1536),
        };
    });
}
