using Lucid.Packaging.Verification;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>
/// The rules that every package keeps, in one list. The writer and the reader check them all: what was verified never makes a session throw,
/// except for what only actual shapes can decide (spec/execution-model.md, section 3).
/// </summary>
public static class ProgramVerifier
{
    private const int MostFaults = 100;

    // Later stages rely on what the earlier ones have checked: first that everything can be looked at, then what it says.
    private static readonly (ProgramRule Rule, Action<Subject> Check)[][] Stages =
    [
        [
            (new("P01", "Every list, text and stored tensor is within its cap."), ListRules.Caps),
            (new("P02", "Names are not empty and valid Unicode; every text is valid Unicode."), ListRules.Names),
            (new("P03", "Names of inputs, of outputs, of kernels (prepare and main together) and metadata keys are unique."), ListRules.Unique),
            (new("P04", "Every buffer index is the position of a buffer."), ListRules.Indices),
        ],
        [
            (new("P05", "Symbols are those that the extents of the inputs determine; device.NAME stands in requirements alone and is a known limit; features are known."), SymbolRules.Check),
            (new("P06", "Precision is f32 or f16; a float crosses to the device as f32 or f16, an integer or bool as i32 or u32."), BufferRules.Elements),
            (new("P07", "Inputs and buffers of kind input correspond one to one, so do outputs and buffers of kind output; kinds state and external are reserved."), BufferRules.Interface),
            (new("P08", "A buffer's size is 4 or more, a multiple of 4, and holds the tensor it is for; constant and prepared buffers have a constant size."), BufferRules.Sizes),
            (new("P09", "A buffer of kind constant names a stored tensor and has its size, rounded up to a multiple of 4; other buffers name none."), BufferRules.Constants),
            (new("P10", "Every candidate's module is stored; a module is at least the 5 words of a SPIR-V header, begins with 0x07230203 and has a multiple of 4 bytes."), ModuleRules.Check),
            (new("P11", "A kernel has a candidate for the baseline: no features, at most 4 storage buffers, no requirement that fails on baseline limits whatever the shapes; metadata lucid.target lifts this."), CandidateRules.Baseline),
            (new("P12", "Binding numbers of a candidate are 1 to 16 and unique; units are 4, 8 or 16 bytes, 16 for texel bindings, which only read."), CandidateRules.Bindings),
            (new("P13", "Main kernels read input, constant and prepared buffers and use activation and output buffers; prepare kernels read constant and use prepared buffers."), CandidateRules.Access),
            (new("P14", "A binding's range begins at a multiple of its unit (of 256 for bindings above 4), is not negative and lies within its buffer."), CandidateRules.Ranges),
            (new("P15", "Groups are three numbers from 0 to 2^32-1; parameters are from -2^31 to 2^32-1; specialisation ids are 0 or more and unique."), CandidateRules.Numbers),
            (new("P16", "Each axis is in at most one split; steps are 1 or more and equal the axis' groups, a depth split's at most 65535; strides, leads and overlaps are one each a binding, not negative, and 0 for bindings above 4."), CandidateRules.Splits),
            (new("P17", "Nothing in a prepare kernel depends on a symbol, requirements on device limits excepted."), CandidateRules.Prepare),
            (new("P18", "An activation, output or prepared buffer is written before it is read, and every output is written."), FlowRules.Check),
            (new("P19", "A static plan gives every activation, and nothing else, an offset that is a multiple of 256 within the peak; activations alive at the same time do not overlap."), PlanRules.Check),
            (new("P20", "Goldens speak of the program's inputs and outputs, each once and in order, and of values, kernels of main and buffers that there are; a result has a SHA-256 or else a stored tensor and a bound."), GoldenRules.Check),
            (new("P21", "Where overflow checks are named, the last output is lucid.overflow, an i32 that crosses as i32, with an element for each."), BufferRules.Overflow),
            (new("P22", "A float32 variant has precision f32 where the package's own program has f16, the same name, numerics, inputs and outputs, neither graph nor goldens, and keeps all rules itself."), VariantRules.Check),
        ],
    ];

    /// <summary>All rules in order.</summary>
    public static ValueList<ProgramRule> Rules { get; } = Stages.SelectMany(stage => stage.Select(entry => entry.Rule)).ToValueList();

    /// <summary>Where the package breaks a rule, in the order of the rules, at most 100 places; none for a valid package.</summary>
    public static ValueList<ProgramFault> Verify(ModelPackage package)
    {
        Subject subject = new(package, MostFaults);
        foreach ((ProgramRule Rule, Action<Subject> Check)[] stage in Stages)
        {
            foreach ((ProgramRule rule, Action<Subject> check) in stage)
            {
                subject.Rule = rule;
                check(subject);
                if (subject.IsFull) break;
            }

            if (subject.Faults.Count > 0) break;
        }

        return subject.Faults.ToValueList();
    }
}
