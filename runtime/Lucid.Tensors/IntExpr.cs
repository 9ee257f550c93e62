using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lucid.Tensors;

/// <summary>
/// An integer expression over named symbols, in the canonical form of a polynomial: a sum of coefficient × product of atoms,
/// where an atom is a symbol or a floor division, modulo, minimum, maximum or comparison of expressions.
/// Two expressions that print alike are equal; arithmetic is 64-bit and checked.
/// </summary>
/// <remarks>
/// Ceiling division is written with floor division: ceil(a/b) = floor((a+b-1)/b) for b &gt; 0. A comparison is 1 or 0.
/// Symbols are extents: at least 1 unless a caller of <see cref="Range"/> says otherwise.
/// </remarks>
public sealed class IntExpr : IEquatable<IntExpr>
{
    // Far beyond any shape rule; hostile text must exhaust neither memory (a product of sums) nor the stack (a%b%b%…).
    // Whatever is within these bounds prints as a text that Parse reads back.
    internal const int MaxTextLength = 16384;
    private const int MaxTerms = 1024;
    private const int MaxDegree = 64;
    private const int MaxNesting = 64;

    private readonly ImmutableArray<Term> _terms;
    private string? _text;

    private IntExpr(ImmutableArray<Term> terms)
    {
        _terms = terms;
        long size = 0;
        foreach (Term term in terms)
        {
            size += term.TextSize;
            foreach (IntAtom atom in term.Atoms) Nesting = Math.Max(Nesting, atom.Nesting);
        }

        if (size > MaxTextLength) throw new ShapeEvaluationException($"an expression of {terms.Length} terms and about {size} characters is too large for a size");
        if (Nesting > MaxNesting) throw new ShapeEvaluationException($"divisions, minima and comparisons nest deeper than {MaxNesting}");
        TextSize = (int)size;
    }

    /// <summary>The constant 0.</summary>
    public static IntExpr Zero { get; } = new([]);

    /// <summary>The constant 1.</summary>
    public static IntExpr One { get; } = Constant(1);

    /// <summary>A constant.</summary>
    public static IntExpr Constant(long value) => value == 0 ? new([]) : new([new Term(value, [])]);

    /// <summary>A symbol: a letter or underscore, then letters, digits, underscores and dots.</summary>
    public static IntExpr Symbol(string name)
    {
        if (!IsSymbolName(name)) throw new ArgumentException($"'{name}' is not a symbol name", nameof(name));
        return new([new Term(1, [new SymbolAtom(name)])]);
    }

    /// <summary>Whether a text can name a symbol.</summary>
    public static bool IsSymbolName(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name is not ("min" or "max")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');

    /// <summary>A constant, written as a number.</summary>
    public static implicit operator IntExpr(long value) => Constant(value);

    /// <summary>Whether the value depends on no symbol.</summary>
    public bool IsConstant => _terms.IsEmpty || (_terms.Length == 1 && _terms[0].Atoms.IsEmpty);

    /// <summary>The value of a constant.</summary>
    /// <exception cref="InvalidOperationException">The expression depends on a symbol.</exception>
    public long ConstantValue => _terms.IsEmpty ? 0
        : IsConstant ? _terms[0].Coefficient
        : throw new InvalidOperationException($"{this} is not a constant");

    /// <summary>The value if the expression is a constant.</summary>
    public bool TryGetConstant(out long value)
    {
        value = IsConstant ? ConstantValue : 0;
        return IsConstant;
    }

    /// <summary>The name if the expression is one symbol and nothing else.</summary>
    public string? SymbolName =>
        _terms is [{ Coefficient: 1, Atoms: [SymbolAtom symbol] }] ? symbol.Name : null;

    /// <summary>Sum.</summary>
    public static IntExpr operator +(IntExpr left, IntExpr right) =>
        left._terms.IsEmpty ? right
        : right._terms.IsEmpty ? left
        : left.IsConstant && right.IsConstant ? Constant(checked(left.ConstantValue + right.ConstantValue))
        : FromTerms(left._terms.Concat(right._terms));

    /// <summary>Difference.</summary>
    public static IntExpr operator -(IntExpr left, IntExpr right) => left + (-right);

    /// <summary>Negation.</summary>
    public static IntExpr operator -(IntExpr value) =>
        new([.. value._terms.Select(term => term with { Coefficient = checked(-term.Coefficient) })]);

    /// <summary>Product.</summary>
    /// <exception cref="ShapeEvaluationException">The product has more terms or factors than any shape needs.</exception>
    public static IntExpr operator *(IntExpr left, IntExpr right)
    {
        // Most products have a number in them.
        if (left.IsConstant && right.IsConstant) return Constant(checked(left.ConstantValue * right.ConstantValue));
        if (left.TryGetConstant(out long factor) && factor is 0 or 1) return factor == 0 ? Zero : right;
        if (right.TryGetConstant(out factor) && factor is 0 or 1) return factor == 0 ? Zero : left;
        // Like terms merge after multiplying; four times the bound leaves room for them.
        long size = ((long)left.TextSize * right._terms.Length) + ((long)right.TextSize * left._terms.Length);
        if (left._terms.Length * right._terms.Length > MaxTerms || left.Degree + right.Degree > MaxDegree || size > 4 * MaxTextLength)
            throw new ShapeEvaluationException($"a product of {left._terms.Length} by {right._terms.Length} terms is too large for a size");
        return FromTerms(
            from a in left._terms
            from b in right._terms
            select new Term(checked(a.Coefficient * b.Coefficient), Sorted(a.Atoms.AddRange(b.Atoms))));
    }

    /// <summary>floor(<paramref name="left"/> / <paramref name="right"/>), rounding towards minus infinity.</summary>
    public static IntExpr FloorDiv(IntExpr left, IntExpr right)
    {
        if (right.TryGetConstant(out long divisor) && divisor > 0)
        {
            if (divisor == 1) return left;
            // floor((c·q + r)/c) = q + floor(r/c)
            IntExpr quotient = new([.. left._terms.Where(t => t.Coefficient % divisor == 0)
                .Select(t => t with { Coefficient = t.Coefficient / divisor })]);
            IntExpr rest = new([.. left._terms.Where(t => t.Coefficient % divisor != 0)]);
            // A constant part is split too: floor((x + 5)/4) = 1 + floor((x + 1)/4).
            long offset = rest.ConstantTerm;
            long carry = Floor(offset, divisor);
            rest = rest - (carry * divisor);
            quotient += carry;
            if (rest.TryGetConstant(out long value)) return quotient + Floor(value, divisor);
            // floor(floor(x/a)/b) = floor(x/(a·b))
            if (rest._terms is [{ Coefficient: 1, Atoms: [BinaryAtom { Kind: AtomKind.FloorDiv } inner] }]
                && inner.Right.TryGetConstant(out long innerDivisor) && innerDivisor > 0)
                return quotient + FloorDiv(inner.Left, checked(innerDivisor * divisor));
            return quotient + Atom(AtomKind.FloorDiv, rest, right);
        }

        if (left.Equals(right) && left.IsAlwaysPositive) return One;
        // (k·d)/d for a symbolic positive divisor d
        if (right._terms is [{ } single] && right.IsAlwaysPositive && left.TryDivide(single, out IntExpr exact)) return exact;
        return left.Equals(Zero) && right.IsAlwaysPositive ? Zero : Atom(AtomKind.FloorDiv, left, right);
    }

    /// <summary>ceil(<paramref name="left"/> / <paramref name="right"/>) for a positive divisor.</summary>
    public static IntExpr CeilDiv(IntExpr left, IntExpr right) => FloorDiv(left + right - One, right);

    /// <summary><paramref name="left"/> - <paramref name="right"/>·floor(left/right): the sign of the divisor.</summary>
    public static IntExpr Mod(IntExpr left, IntExpr right)
    {
        if (right.TryGetConstant(out long divisor) && divisor > 0)
        {
            IntExpr rest = FromTerms(left._terms.Select(t => t with { Coefficient = t.Coefficient - (divisor * Floor(t.Coefficient, divisor)) }));
            return rest.TryGetConstant(out long value) ? value - (divisor * Floor(value, divisor)) : Atom(AtomKind.Mod, rest, right);
        }

        return Atom(AtomKind.Mod, left, right);
    }

    /// <summary>The smaller value.</summary>
    public static IntExpr Min(IntExpr left, IntExpr right)
    {
        (long? low, long? high) = (left - right).Range();
        if (high <= 0) return left;
        if (low >= 0) return right;
        return Commutative(AtomKind.Min, left, right);
    }

    /// <summary>The larger value.</summary>
    public static IntExpr Max(IntExpr left, IntExpr right)
    {
        (long? low, long? high) = (left - right).Range();
        if (high <= 0) return right;
        if (low >= 0) return left;
        return Commutative(AtomKind.Max, left, right);
    }

    /// <summary>1 where the values are equal, else 0.</summary>
    public static IntExpr Equal(IntExpr left, IntExpr right)
    {
        IntExpr difference = left - right;
        (long? low, long? high) = difference.Range();
        if (low == 0 && high == 0) return One;
        if (low > 0 || high < 0) return Zero;
        // g·y + c = 0 has no solution unless g divides c.
        long divisor = difference.CommonDivisor;
        if (difference.ConstantTerm % divisor != 0) return Zero;
        (IntExpr negative, IntExpr positive) = difference.DivideAll(divisor, difference.ConstantTerm / divisor).BySign();
        // A number stands on the right: h==4.
        return negative.IsConstant ? Atom(AtomKind.Equal, positive, negative)
            : positive.IsConstant ? Atom(AtomKind.Equal, negative, positive)
            : Commutative(AtomKind.Equal, negative, positive);
    }

    /// <summary>1 where <paramref name="left"/> &lt; <paramref name="right"/>, else 0.</summary>
    public static IntExpr Less(IntExpr left, IntExpr right)
    {
        IntExpr difference = right - left;
        (long? low, long? high) = difference.Range();
        if (low > 0) return One;
        if (high <= 0) return Zero;
        // 0 < g·y + c is 0 < y + 1 + floor((c-1)/g)
        long divisor = difference.CommonDivisor;
        (IntExpr negative, IntExpr positive) = difference.DivideAll(divisor, 1 + Floor(checked(difference.ConstantTerm - 1), divisor)).BySign();
        return Atom(AtomKind.Less, negative, positive);
    }

    /// <summary>1 where <paramref name="left"/> ≤ <paramref name="right"/>, else 0.</summary>
    public static IntExpr LessOrEqual(IntExpr left, IntExpr right) => Less(left, right + One);

    /// <summary>1 where a truth value (0 or 1) is 0, and the reverse.</summary>
    public static IntExpr Not(IntExpr truth) => One - truth;

    /// <summary>The value for given values of the symbols.</summary>
    /// <exception cref="ShapeEvaluationException">A symbol has no value, a divisor is 0, or 64 bits overflow.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            long sum = 0;
            foreach (Term term in _terms)
            {
                long product = term.Coefficient;
                foreach (IntAtom atom in term.Atoms) product = checked(product * atom.Evaluate(symbols));
                sum = checked(sum + product);
            }

            return sum;
        }
        catch (OverflowException)
        {
            throw new ShapeEvaluationException($"{this} overflows 64 bits");
        }
    }

    /// <summary>The expression with symbols replaced; symbols that are not named stay.</summary>
    public IntExpr Substitute(IReadOnlyDictionary<string, IntExpr> values) =>
        _terms.Aggregate(Zero, (sum, term) =>
            sum + term.Atoms.Aggregate(Constant(term.Coefficient), (product, atom) => product * atom.Substitute(values)));

    /// <summary>The symbols the value depends on, in ordinal order.</summary>
    public ImmutableSortedSet<string> Symbols()
    {
        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        Collect(names);
        return names.ToImmutable();
    }

    /// <summary>
    /// The expression as factor·<paramref name="name"/> + offset, neither of which depends on the symbol; null where it is not of
    /// that form or does not depend on it.
    /// </summary>
    public (IntExpr Factor, IntExpr Offset)? AsLinearIn(string name)
    {
        List<Term> factor = [];
        List<Term> offset = [];
        foreach (Term term in _terms)
        {
            int at = term.Atoms.ToList().FindIndex(atom => atom is SymbolAtom symbol && symbol.Name == name);
            if (at < 0) offset.Add(term);
            else factor.Add(new Term(term.Coefficient, term.Atoms.RemoveAt(at)));
        }

        (IntExpr f, IntExpr o) = (FromTerms(factor), FromTerms(offset));
        return factor.Count == 0 || f.Symbols().Contains(name) || o.Symbols().Contains(name) ? null : (f, o);
    }

    /// <summary>Bounds of the value that hold whenever every symbol is at least <paramref name="smallest"/>; null where unbounded or unknown.</summary>
    public (long? Low, long? High) Range(long smallest = 1)
    {
        Bound sum = new(0, 0);
        foreach (Term term in _terms)
        {
            Bound product = new(term.Coefficient, term.Coefficient);
            foreach (IntAtom atom in term.Atoms) product = Bound.Multiply(product, atom.Range(smallest));
            sum = Bound.Add(sum, product);
        }

        return (sum.Low, sum.High);
    }

    /// <summary>Whether the value is at least 1 whatever the symbols (each at least 1) are.</summary>
    public bool IsAlwaysPositive => Range().Low >= 1;

    /// <summary>Reads the printed form: <c>2*h+1</c>, <c>(h-1)//2</c>, <c>h%2</c>, <c>min(a,b)</c>, <c>a&lt;b</c>, <c>a==b</c>.</summary>
    /// <exception cref="FormatException">The text is not an expression; the message gives the position.</exception>
    public static IntExpr Parse(string text) => IntExprParser.Parse(text);

    /// <inheritdoc/>
    public bool Equals(IntExpr? other) => other is not null && (ReferenceEquals(this, other)
        || (IsConstant || other.IsConstant ? IsConstant && other.IsConstant && ConstantValue == other.ConstantValue : ToString() == other.ToString()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntExpr);

    /// <inheritdoc/>
    public override int GetHashCode() => IsConstant ? ConstantValue.GetHashCode() : ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both are the same expression.</summary>
    public static bool operator ==(IntExpr? left, IntExpr? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they are different expressions; their values may still agree.</summary>
    public static bool operator !=(IntExpr? left, IntExpr? right) => !(left == right);

    /// <summary>The canonical text, readable by <see cref="Parse"/>.</summary>
    public override string ToString() => _text ??= Print();

    internal bool IsSingleAtomOrConstant => _terms.IsEmpty || (_terms.Length == 1
        && (_terms[0].Atoms.IsEmpty ? _terms[0].Coefficient >= 0 : _terms[0].Coefficient == 1 && _terms[0].Atoms is [{ BindsTightly: true }]));

    internal bool IsComparison => _terms is [{ Coefficient: 1, Atoms: [BinaryAtom { Kind: AtomKind.Equal or AtomKind.Less }] }];

    internal void Collect(ImmutableSortedSet<string>.Builder names)
    {
        foreach (Term term in _terms)
        {
            foreach (IntAtom atom in term.Atoms) atom.Collect(names);
        }
    }

    internal static long Floor(long left, long right)
    {
        if (right == 0) throw new ShapeEvaluationException($"{left} is divided by 0");
        long quotient = checked(left / right);
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
    }

    /// <summary>Greatest common divisor of the coefficients, the constant left aside; the expression is no constant.</summary>
    private long CommonDivisor
    {
        get
        {
            UInt128 divisor = 0;
            foreach (Term term in _terms.Where(term => !term.Atoms.IsEmpty))
            {
                UInt128 rest = (UInt128)Int128.Abs(term.Coefficient);
                while (rest != 0) (divisor, rest) = (rest, divisor % rest);
            }

            return divisor > long.MaxValue ? 1 : (long)divisor;
        }
    }

    /// <summary>Every coefficient divided, with another constant.</summary>
    private IntExpr DivideAll(long divisor, long constant) => FromTerms(
        _terms.Where(term => !term.Atoms.IsEmpty).Select(term => term with { Coefficient = term.Coefficient / divisor }).Append(new Term(constant, [])));

    /// <summary>What is subtracted and what is added: the value is the second minus the first, and all their coefficients are positive.</summary>
    private (IntExpr Negative, IntExpr Positive) BySign() => (
        -FromTerms(_terms.Where(term => term.Coefficient < 0)), FromTerms(_terms.Where(term => term.Coefficient > 0)));

    /// <summary>How deep divisions, minima and comparisons nest; 0 without any.</summary>
    internal int Nesting { get; }

    /// <summary>Upper bound of the printed text's length.</summary>
    internal int TextSize { get; }

    /// <summary>The sum of many expressions, in one step where adding one by one would be quadratic.</summary>
    internal static IntExpr Sum(IEnumerable<IntExpr> parts) => FromTerms(parts.SelectMany(part => part._terms));

    private int Degree => _terms.IsEmpty ? 0 : _terms.Max(term => term.Atoms.Length);

    private long ConstantTerm => _terms.FirstOrDefault(term => term.Atoms.IsEmpty)?.Coefficient ?? 0;

    private bool TryDivide(Term divisor, out IntExpr quotient)
    {
        List<Term> terms = [];
        foreach (Term term in _terms)
        {
            var atoms = term.Atoms;
            foreach (IntAtom atom in divisor.Atoms)
            {
                int at = atoms.IndexOf(atom);
                if (at < 0)
                {
                    quotient = Zero;
                    return false;
                }

                atoms = atoms.RemoveAt(at);
            }

            if (term.Coefficient % divisor.Coefficient != 0)
            {
                quotient = Zero;
                return false;
            }

            terms.Add(new Term(term.Coefficient / divisor.Coefficient, atoms));
        }

        quotient = FromTerms(terms);
        return true;
    }

    private static IntExpr Atom(AtomKind kind, IntExpr left, IntExpr right)
    {
        if (left.IsConstant && right.IsConstant) return BinaryAtom.Apply(kind, left.ConstantValue, right.ConstantValue);
        return new([new Term(1, [new BinaryAtom(kind, left, right)])]);
    }

    private static IntExpr Commutative(AtomKind kind, IntExpr left, IntExpr right) =>
        string.CompareOrdinal(left.ToString(), right.ToString()) <= 0 ? Atom(kind, left, right) : Atom(kind, right, left);

    private static ImmutableArray<IntAtom> Sorted(ImmutableArray<IntAtom> atoms) =>
        atoms.Length < 2 ? atoms : atoms.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static IntExpr FromTerms(IEnumerable<Term> terms)
    {
        // Like terms merge; in the order of their keys, with the constant last: 2*h+1.
        List<Term> sums = [];
        foreach (Term term in terms)
        {
            int at = sums.BinarySearch(term, InOrder);
            if (at < 0) sums.Insert(~at, term);
            else sums[at] = sums[at] with { Coefficient = checked(sums[at].Coefficient + term.Coefficient) };
        }

        return new([.. sums.Where(term => term.Coefficient != 0)]);
    }

    private static Comparer<Term> InOrder { get; } = Comparer<Term>.Create((a, b) =>
        a.Atoms.IsEmpty || b.Atoms.IsEmpty ? a.Atoms.IsEmpty.CompareTo(b.Atoms.IsEmpty) : string.CompareOrdinal(a.Key, b.Key));

    private string Print()
    {
        if (_terms.IsEmpty) return "0";
        StringBuilder text = new();
        foreach (Term term in _terms)
        {
            if (term.Coefficient > 0 && text.Length > 0) text.Append('+');
            if (term.Atoms.IsEmpty) text.Append(term.Coefficient.ToString(CultureInfo.InvariantCulture));
            else
            {
                if (term.Coefficient == -1) text.Append('-');
                else if (term.Coefficient != 1) text.Append(term.Coefficient.ToString(CultureInfo.InvariantCulture)).Append('*');
                bool alone = _terms.Length == 1 && term.Atoms.Length == 1 && term.Coefficient == 1;
                text.Append(string.Join("*", term.Atoms.Select(atom => alone || atom.BindsTightly ? atom.ToString() : $"({atom})")));
            }
        }

        return text.ToString();
    }

    private sealed record Term(long Coefficient, ImmutableArray<IntAtom> Atoms)
    {
        public string Key { get; } = Atoms is [IntAtom only] ? only.ToString()! : string.Join("*", Atoms);

        /// <summary>Upper bound of the printed length: a coefficient of 20 characters, its sign and '*', and parentheses around each atom.</summary>
        public int TextSize => Key.Length + 22 + (2 * Atoms.Length);
    }
}
