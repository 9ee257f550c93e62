using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;
using Lucid.Testing;
using Xunit;

namespace Lucid.Runtime.Tests.Spirv;

public sealed class ReplaceFunctionBodyTests
{
    [Fact]
    public void An_epilogue_of_bias_residual_and_leaky_relu_reads_as_in_the_golden_file() =>
        Golden.Match("spirv/replace_function_body/bias_residual_leaky_relu", Disassembler.Disassemble(ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", Epilogue)));

    [FactNeeding(Resource.SpirvTools)]
    public void An_epilogue_of_bias_residual_and_leaky_relu_is_valid() => AssertValid(Epilogue);

    [Fact]
    public void A_choice_between_two_pieces_of_code_reads_as_in_the_golden_file() =>
        Golden.Match("spirv/replace_function_body/nested_choices", Disassembler.Disassemble(ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", Choices)));

    [FactNeeding(Resource.SpirvTools)]
    public void A_choice_between_two_pieces_of_code_is_valid() => AssertValid(Choices);

    [FactNeeding(Resource.SpirvTools)]
    public void Every_float_instruction_is_valid() => AssertValid(body =>
    {
        ShaderValue a = body.Parameter("a");
        ShaderValue b = body.ConstantVector(1f, -2f, float.PositiveInfinity, 0.1f);
        a = body.FRem(body.FDiv(body.FMul(body.FSub(body.FAdd(a, b), b), a), b), a);
        a = body.FNegate(body.FMod(a, b));
        ShaderValue[] bools =
        [
            body.FOrdEqual(a, b), body.FOrdNotEqual(a, b), body.FOrdLessThan(a, b), body.FOrdLessThanEqual(a, b), body.FOrdGreaterThan(a, b),
            body.FOrdGreaterThanEqual(a, b), body.FUnordEqual(a, b), body.FUnordNotEqual(a, b), body.FUnordLessThan(a, b), body.FUnordLessThanEqual(a, b),
            body.FUnordGreaterThan(a, b), body.FUnordGreaterThanEqual(a, b), body.IsNan(a), body.IsInf(a),
        ];
        ShaderValue all = bools.Aggregate((x, y) => body.LogicalAnd(body.LogicalNot(x), body.LogicalOr(x, body.LogicalEqual(x, body.LogicalNotEqual(x, y)))));
        ShaderValue integers = body.IAdd(body.ConvertFToS(a), body.Bitcast(body.ConvertFToU(b), ScalarKind.I32));
        a = body.Select(all, body.ConvertSToF(integers), body.Select(body.Any(all), a, b));
        return body.Return(body.Select(body.All(all), a, body.Bitcast(body.Bitcast(a, ScalarKind.U32), ScalarKind.F32)));
    });

    [FactNeeding(Resource.SpirvTools)]
    public void Every_integer_instruction_is_valid() => AssertValid(body =>
    {
        ShaderValue a = body.Parameter("block"), b = body.Constant(7u);
        a = body.IAdd(a, body.ISub(b, body.IMul(a, body.UDiv(b, body.UMod(a, b)))));
        ShaderValue s = body.Bitcast(a, ScalarKind.I32), t = body.Constant(-3);
        s = body.SDiv(s, body.SRem(t, body.SMod(s, body.SNegate(t))));
        s = body.BitwiseAnd(body.ShiftLeftLogical(s, t), body.BitwiseOr(body.ShiftRightLogical(s, t), body.BitwiseXor(body.ShiftRightArithmetic(s, t), body.Not(s))));
        s = body.SAbs(body.SMin(s, body.SMax(s, t)));
        a = body.UMin(a, body.UMax(a, b));
        ShaderValue[] bools =
        [
            body.IEqual(a, b), body.INotEqual(s, t), body.ULessThan(a, b), body.ULessThanEqual(a, b), body.UGreaterThan(a, b), body.UGreaterThanEqual(a, b),
            body.SLessThan(s, t), body.SLessThanEqual(s, t), body.SGreaterThan(s, t), body.SGreaterThanEqual(s, t), body.Constant(true),
        ];
        ShaderValue any = bools.Aggregate(body.LogicalOr);
        return body.Return(body.Splat(body.Select(any, body.ConvertUToF(a), body.ConvertSToF(s)), 4));
    });

    [FactNeeding(Resource.SpirvTools)]
    public void Every_GLSL_instruction_is_valid() => AssertValid(body =>
    {
        ShaderValue a = body.Parameter("a"), b = body.Constant(0.5f, 4);
        Func<ShaderValue, ShaderValue>[] unary =
        [
            body.Round, body.RoundEven, body.Trunc, body.FAbs, body.FSign, body.Floor, body.Ceil, body.Fract, body.Sin, body.Cos, body.Tan, body.Asin, body.Acos,
            body.Atan, body.Sinh, body.Cosh, body.Tanh, body.Exp, body.Log, body.Exp2, body.Log2, body.Sqrt, body.InverseSqrt,
        ];
        a = unary.Aggregate(a, (value, apply) => apply(value));
        Func<ShaderValue, ShaderValue, ShaderValue>[] binary = [body.Atan2, body.Pow, body.FMin, body.FMax, body.NMin, body.NMax];
        a = binary.Aggregate(a, (value, apply) => apply(value, b));
        a = body.Fma(a, body.FMix(a, b, b), body.FClamp(a, b, body.NClamp(a, b, b)));
        ShaderValue word = body.PackHalf2x16(body.Shuffle(a, a, 0, 7));
        return body.Return(body.Construct(body.UnpackHalf2x16(word), body.Extract(a, 3), body.Constant(1f)));
    });

    [FactNeeding(Resource.SpirvTools)]
    public void Every_vector_instruction_is_valid() => AssertValid(body =>
    {
        ShaderValue a = body.Parameter(0);
        a = body.Insert(a, 2, body.ExtractDynamic(a, body.Parameter("block")));
        ShaderValue pair = body.Construct(body.Extract(a, 0), body.Extract(a, 1));
        return body.Return(body.Construct(pair, body.Shuffle(pair, a, 1, 5)));
    });

    [FactNeeding(Resource.SpirvTools)]
    public void A_function_that_returns_nothing_writes_its_parameters()
    {
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(set = 0, binding = 0) buffer Data { vec2 values[]; };
            void change(inout vec2 value, const in float by) { value += by; }
            void main() { vec2 value = values[1]; change(value, 3.0); values[0] = value; }
            """));

        module = ReplaceFunctionBody.Run(module, "change", body =>
        {
            body.Store(0, body.FMul(body.Parameter("value"), body.Splat(body.Parameter("by"), 2)));
            return body.Return();
        });

        ShaderTools.AssertValid(ModuleWriter.Write(module));
        Golden.Match("spirv/replace_function_body/inout_parameter", Disassembler.Disassemble(module));
    }

    [Fact]
    public void Types_and_constants_that_the_module_has_are_not_declared_again()
    {
        SpirvModule once = ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", Epilogue);
        SpirvModule twice = ReplaceFunctionBody.Run(once, "lucid_epilogue", Epilogue);

        Assert.Equal(once.Globals.AsEnumerable(), twice.Globals);
        Assert.Single(twice.Globals, global => global.Opcode == Opcode.TypeFloat);
    }

    [Fact]
    public void Nothing_speaks_of_the_old_body_any_more()
    {
        SpirvModule module = ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", body => body.Return(body.Parameter("a")));

        HashSet<Id> defined = [.. module.Instructions.Select(instruction => instruction.Result).OfType<Id>()];
        Assert.All(module.Names, name => Assert.Contains(name.IdAt(0), defined));
        Assert.All(module.Annotations, annotation => Assert.Contains(annotation.IdAt(0), defined));
    }

    [Fact]
    public void A_function_that_is_not_there_is_named_with_those_that_are()
    {
        var exception = Assert.Throws<ArgumentException>(() => ReplaceFunctionBody.Run(Kernel(), "epilogue", body => body.Return()));

        Assert.Equal("the module has no function 'epilogue'; it has main, lucid_channel_vector(u1;u1;, lucid_residual(u1;, lucid_epilogue(vf4;u1;u1;", exception.Message);
    }

    [Fact]
    public void An_overloaded_function_is_found_by_its_mangled_name()
    {
        SpirvModule module = ModuleReader.Read(ShaderTools.Compile("""
            #version 450
            layout(set = 0, binding = 0) buffer Data { float values[]; };
            float f(float a) { return a; }
            float f(uint a) { return float(a); }
            void main() { values[0] = f(1.0) + f(1u); }
            """));

        Assert.Equal("the module has 2 functions 'f'; name one of f(f1;, f(u1;", Assert.Throws<ArgumentException>(() => new ModuleIndex(module).Function("f")).Message);
        Assert.Equal("f(u1;", new ModuleIndex(module).Name(new ModuleIndex(module).Function("f(u1;").Id));
    }

    [Theory]
    [MemberData(nameof(Misuses))]
    public void A_wrong_use_is_refused_with_what_was_found_and_expected(string message, Action<FunctionBodyBuilder> misuse)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", body =>
        {
            misuse(body);
            return body.Return(body.Parameter(0));
        }));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<FunctionBodyBuilder>> Misuses => new()
    {
        { "the second operand of FAdd has type float, vec4 is expected", body => body.FAdd(body.Parameter(0), body.Constant(1f)) },
        { "the operand of FMul has type uint, a float or a vector of floats is expected", body => body.FMul(body.Parameter(1), body.Parameter(1)) },
        { "the operand of UDiv has type int, a uint or a vector of uints is expected", body => body.UDiv(body.Constant(1), body.Constant(1)) },
        { "the returned value has type uint, vec4 is expected", body => body.Return(body.Parameter(1)) },
        { "the function returns a vec4, nothing was given", body => body.Return() },
        { "the condition has type uint, bool is expected", body => body.Choose(body.Parameter(1), () => body.Parameter(0), () => body.Parameter(0)) },
        { "argument 1 of 'lucid_channel_vector' has type vec4, uint is expected", body => body.Call("lucid_channel_vector", body.Parameter(1), body.Parameter(0)) },
        { "function 'lucid_residual' takes 1 arguments, 0 were given", body => body.Call("lucid_residual") },
        { "function 'lucid_epilogue' cannot call itself", body => body.Call("lucid_epilogue", body.Parameter(0), body.Parameter(1), body.Parameter(2)) },
        { "function 'lucid_epilogue(vf4;u1;u1;' has 3 parameters, not 4", body => body.Parameter(3) },
        { "function 'lucid_epilogue(vf4;u1;u1;' has no parameter 'b'", body => body.Parameter("b") },
        { "a vec4 has no component 4", body => body.Extract(body.Parameter(0), 4) },
        { "a vector has 2 to 4 components, 5 were given", body => body.Construct(body.Parameter(0), body.Constant(1f)) },
        { "a constant vector cannot hold 1 and 2u", body => body.ConstantVector(1, 2u) },
    };

    [Fact]
    public void Nothing_can_follow_the_return()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", body =>
        {
            TerminatedBlock end = body.Return(body.Parameter(0));
            body.FNegate(body.Constant(1f));
            return end;
        }));

        Assert.Equal("the function body has already returned", exception.Message);
    }

    // leaky_relu(a * 2 + vector 3 of this channel block + residual)
    private static TerminatedBlock Epilogue(FunctionBodyBuilder body)
    {
        ShaderValue value = body.FMul(body.Parameter("a"), body.Constant(2f, 4));
        value = body.FAdd(value, body.Call("lucid_channel_vector", body.Constant(3u), body.Parameter("block")));
        value = body.FAdd(value, body.Call("lucid_residual", body.Parameter("at")));
        ShaderValue zero = body.Constant(0f, 4);
        ShaderValue leaky = body.FMul(value, body.Constant(0.1f, 4));
        return body.Return(body.Select(body.FOrdLessThan(value, zero), leaky, value));
    }

    private static TerminatedBlock Choices(FunctionBodyBuilder body)
    {
        ShaderValue a = body.Parameter("a"), block = body.Parameter("block");
        return body.Return(body.Choose(
            body.ULessThan(block, body.Constant(4u)),
            () => body.Choose(body.IEqual(block, body.Constant(0u)), () => body.Exp(a), () => body.Call("lucid_residual", body.Parameter("at"))),
            () => body.FNegate(a)));
    }

    private static SpirvModule Kernel() => ModuleReader.Read(Samples.Kernel);

    private static void AssertValid(Func<FunctionBodyBuilder, TerminatedBlock> write)
    {
        SpirvModule module = ReplaceFunctionBody.Run(Kernel(), "lucid_epilogue", write);
        ShaderTools.AssertValid(ModuleWriter.Write(module));
        ShaderTools.AssertValid(ModuleWriter.Write(DecorateInstructions.WithNoContraction(StripNames.Run(RemoveUnused.Run(module)))));
    }
}
