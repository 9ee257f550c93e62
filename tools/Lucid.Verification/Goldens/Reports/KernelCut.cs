using System.Collections.Immutable;
using System.Globalization;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>
/// A kernel cut out of a package, with what prepares its weights and what fills the scratch memory it reads: a program of its own for the sizes of one run. What it reads becomes inputs, buffer by
/// buffer as the bytes lie there, and so does what it writes become its output. Modules, candidates, constants and parameters are those of the package.
/// </summary>
/// <param name="Package">The program, without goldens.</param>
/// <param name="Reads">Its inputs, in order.</param>
internal sealed record KernelCut(ModelPackage Package, ImmutableArray<CutInput> Reads)
{
    /// <summary>The name of the output.</summary>
    public const string Output = "stored";

    /// <summary>The cut of the kernel that stores a value; null where it cannot stand alone (it writes a part of a buffer, or reads what is no value).</summary>
    public static KernelCut? Of(ModelPackage package, StoredValue value, IReadOnlyDictionary<string, long> symbols) => new Cutter(package, value, symbols).Cut();

    private sealed class Cutter
    {
        private readonly ModelPackage _package;
        private readonly LoweredProgram _program;
        private readonly StoredValue _value;
        private readonly IReadOnlyDictionary<string, long> _symbols;
        private readonly Dictionary<string, IntExpr> _numbers;
        private readonly SortedSet<int> _main = [];
        private readonly SortedSet<int> _prepare = [];
        private readonly Dictionary<(int Kernel, int Buffer), CutInput> _inputs = [];

        public Cutter(ModelPackage package, StoredValue value, IReadOnlyDictionary<string, long> symbols)
        {
            (_package, _program, _value, _symbols) = (package, package.Program, value, symbols);
            _numbers = symbols.ToDictionary(symbol => symbol.Key, symbol => (IntExpr)symbol.Value, StringComparer.Ordinal);
        }

        public KernelCut? Cut()
        {
            int kernel = IndexOf(_value.Kernel);
            if (BufferBytes.Of(_value, _symbols) != Math.Max(4, Size(_value.Buffer))) return null;
            Stack<int> open = new([kernel]);
            while (open.TryPop(out int next))
            {
                if (!_main.Add(next)) continue;
                foreach (int buffer in ReadBy(_program.Main[next]))
                {
                    if (!Supply(next, buffer, open)) return null;
                }
            }

            return Build();
        }

        // Where a kernel's operand comes from: false where nothing is known of it.
        private bool Supply(int kernel, int buffer, Stack<int> open)
        {
            ProgramBuffer declared = _program.Buffers[buffer];
            if (declared.Kind == BufferKind.Constant) return true;
            if (declared.Kind == BufferKind.Prepared)
            {
                Prepare(buffer);
                return true;
            }

            if (declared.Kind == BufferKind.Input)
            {
                ProgramTensor port = _program.Inputs.First(input => input.Buffer == buffer);
                _inputs.TryAdd((kernel, buffer), new CutInput(port.Name, buffer, [], kernel));
                return true;
            }

            StoredValue[] before = [.. _package.Proof!.Values.Where(value => value.Buffer == buffer && IndexOf(value.Kernel) < kernel)];
            if (before.Length == 0)
            {
                int writer = Enumerable.Range(0, kernel).LastOrDefault(i => WrittenBy(_program.Main[i]).Contains(buffer), -1);
                if (writer >= 0) open.Push(writer);
                return writer >= 0;
            }

            // What is a part of a buffer has neighbours there, which another kernel wrote: the bytes are theirs too.
            _inputs.TryAdd((kernel, buffer), new CutInput(string.Create(CultureInfo.InvariantCulture, $"{declared.Name} before {_program.Main[kernel].Name}"), buffer, [.. before], kernel));
            return true;
        }

        private void Prepare(int buffer)
        {
            for (int i = 0; i < _program.Prepare.Count; i++)
            {
                if (!WrittenBy(_program.Prepare[i]).Contains(buffer) || !_prepare.Add(i)) continue;
                foreach (int read in ReadBy(_program.Prepare[i]).Where(read => _program.Buffers[read].Kind == BufferKind.Prepared)) Prepare(read);
            }
        }

        private KernelCut Build()
        {
            CutBuffers buffers = new(_program, bytes => bytes.Substitute(_numbers));
            Dictionary<(int, int), int> given = _inputs.ToDictionary(entry => entry.Key, entry => buffers.Input(entry.Value.Name, Size(entry.Key.Buffer)));
            int output = buffers.Output(_value.Buffer);
            ValueList<ProgramKernel> prepare = [.. _prepare.Select(i => Kernel(_program.Prepare[i], binding => buffers.Same(binding.Buffer)))];
            ValueList<ProgramKernel> main = [.. _main.Select(i => Kernel(
                _program.Main[i], binding => binding.Access == BindingAccess.Read && given.TryGetValue((i, binding.Buffer), out int own) ? own : buffers.Same(binding.Buffer)))];
            LoweredProgram program = _program with
            {
                Name = $"{_program.Name}: {_value.Kernel}",
                Inputs = [.. _inputs.Select(entry => new ProgramTensor(entry.Value.Name, new TensorType(ElementType.U32, new SymbolicShape(new Shape(Size(entry.Key.Buffer) / 4))), ElementType.U32, given[entry.Key]))],
                Outputs = [new ProgramTensor(Output, OutputType(), OutputType().Element, output)],
                Guards = [],
                Buffers = buffers.All,
                Prepare = prepare,
                Main = main,
                StaticPlan = null,
                OverflowChecks = [],
            };
            HashSet<string> modules = [.. prepare.Concat(main).SelectMany(kernel => kernel.Candidates).Select(candidate => candidate.Module)];
            HashSet<string> constants = [.. buffers.All.Select(buffer => buffer.Constant).OfType<string>()];
            return new KernelCut(
                _package with
                {
                    Program = program,
                    Modules = _package.Modules.Where(module => modules.Contains(module.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
                    Constants = _package.Constants.Where(constant => constants.Contains(constant.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
                    GraphText = null,
                    Goldens = ImmutableSortedDictionary<string, HostTensor>.Empty,
                    Proof = null,
                },
                [.. _inputs.Values]);
        }

        // Of strict packages the bits, of others numbers that a bound is for.
        private TensorType OutputType()
        {
            long bytes = Size(_value.Buffer);
            bool isFloat = _program.Numerics == NumericsMode.Fast;
            return isFloat && _value.Element == ElementType.F16 ? new TensorType(ElementType.F16, new SymbolicShape(new Shape(bytes / 2)))
                : new TensorType(isFloat && _value.Element == ElementType.F32 ? ElementType.F32 : ElementType.U32, new SymbolicShape(new Shape(bytes / 4)));
        }

        private ProgramKernel Kernel(ProgramKernel kernel, Func<KernelBinding, int> bufferOf) => kernel with
        {
            Flops = Known(kernel.Flops),
            BytesMoved = Known(kernel.BytesMoved),
            Candidates = [.. kernel.Candidates.Select(candidate => candidate with
            {
                Requires = Known(candidate.Requires),
                Bindings = [.. candidate.Bindings.Select(binding => binding with { Buffer = bufferOf(binding), ByteOffset = Known(binding.ByteOffset), ByteSize = Known(binding.ByteSize) })],
                Parameters = Known(candidate.Parameters),
                Groups = Known(candidate.Groups),
                Splits = [.. candidate.Splits.Select(split => split with { Steps = Known(split.Steps), Strides = Known(split.Strides), Leads = Known(split.Leads), Overlaps = Known(split.Overlaps) })],
            })],
        };

        private IntExpr Known(IntExpr expression) => expression.Substitute(_numbers);

        private ValueList<IntExpr> Known(ValueList<IntExpr> expressions) => [.. expressions.Select(Known)];

        private long Size(int buffer) => _program.Buffers[buffer].ByteSize.Evaluate(_symbols);

        private int IndexOf(string kernel) => _program.Main.ToList().FindIndex(one => one.Name == kernel);

        // A binding for both is written: it is read where a dispatch goes on with the sums of an earlier one.
        private static IEnumerable<int> ReadBy(ProgramKernel kernel) => Bindings(kernel).Where(binding => binding.Access == BindingAccess.Read).Select(binding => binding.Buffer).Distinct();

        private static IEnumerable<int> WrittenBy(ProgramKernel kernel) => Bindings(kernel).Where(binding => binding.Access != BindingAccess.Read).Select(binding => binding.Buffer).Distinct();

        private static IEnumerable<KernelBinding> Bindings(ProgramKernel kernel) => kernel.Candidates.SelectMany(candidate => candidate.Bindings);
    }
}

/// <summary>What a cut kernel reads.</summary>
/// <param name="Name">The input of the cut.</param>
/// <param name="Buffer">The package's buffer.</param>
/// <param name="Values">The values that lie or lay there, in the order of their kernels; none for an input of the model.</param>
/// <param name="Reader">Position of the kernel that reads it: its bytes are those before it runs.</param>
internal sealed record CutInput(string Name, int Buffer, ImmutableArray<StoredValue> Values, int Reader);
