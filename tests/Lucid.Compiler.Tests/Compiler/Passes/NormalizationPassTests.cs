using Lucid.Compiler.Passes;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

public sealed class NormalizationPassTests
{
    private const string Parameters = """
        const %one: f32[2] = {1, 2}
        const %zero: f32[2] = {0, 3}
        const %gain: f32[4,1,1] = {1, 2, 3, 4}
        const %offset: f32[4,1,1] = {5, 6, 7, 8}

        """;

    private const string Exported = """
        input %x: f32[N,4,h,w]

        """ + Parameters + """
        %rows: f32[N,2,2*h*w] = reshape(%x, shape=[N,2,2*h*w])
        %normal: f32[N,2,2*h*w] = instance_normalization(%rows, %one, %zero, epsilon=1E-05)
        %back: f32[N,4,h,w] = reshape(%normal, shape=[N,4,h,w])
        %scaled: f32[N,4,h,w] = mul(%back, %gain)
        %y: f32[N,4,h,w] = add(%scaled, %offset)
        output "y" = %y
        """;

    [Fact]
    public void The_form_of_exporters_is_a_group_normalization() =>
        PassCheck.Becomes("recognize_group_normalization/exported", RecognizeGroupNormalization.Run, Exported);

    [Fact]
    public void A_normalization_that_something_else_reads_stays() =>
        PassCheck.Stays(RecognizeGroupNormalization.Run, """
            input %x: f32[1,4,6]

            """ + Parameters + """
            %rows: f32[1,2,12] = reshape(%x, shape=[1,2,12])
            %normal: f32[1,2,12] = instance_normalization(%rows, %one, %zero, epsilon=1E-05)
            %y: f32[1,4,6] = reshape(%normal, shape=[1,4,6])
            output "y" = %y
            output "normal" = %normal
            """);

    [Fact]
    public void Another_shape_behind_it_stays() =>
        PassCheck.Stays(RecognizeGroupNormalization.Run, """
            input %x: f32[1,4,6]

            """ + Parameters + """
            %rows: f32[1,2,12] = reshape(%x, shape=[1,2,12])
            %normal: f32[1,2,12] = instance_normalization(%rows, %one, %zero, epsilon=1E-05)
            %y: f32[1,6,4] = reshape(%normal, shape=[1,6,4])
            output "y" = %y
            """);

    [Fact]
    public void A_normalization_is_factors_a_product_and_a_sum() =>
        PassCheck.Becomes("decompose_normalizations/group", DecomposeNormalizations.Run, """
            input %x: f32[N,4,h]
            input %scale: f32[4]
            const %bias: f32[4] = {5, 6, 7, 8}
            %y: f32[N,4,h] = group_normalization(%x, %scale, %bias, groups=2, epsilon=1E-05)
            output "y" = %y
            """);

    [Fact]
    public void A_layer_normalization_whose_scale_is_no_row_is_written_with_factors() =>
        PassCheck.Becomes("decompose_normalizations/layer", DecomposeNormalizations.Run, """
            input %x: f32[N,4,h]
            const %scale: f32[4,1] = {1, 2, 3, 4}
            %y: f32[N,4,h] = layer_normalization(%x, %scale, axis=1, epsilon=1E-05)
            output "y" = %y
            """);

    [Fact]
    public void A_layer_normalization_between_a_transposition_and_its_inverse_is_along_the_axis_itself() =>
        PassCheck.Becomes("recognize_layer_normalization/channels", RecognizeLayerNormalization.Run, """
            input %x: f32[N,4,h,w]
            const %scale: f32[4] = {1, 2, 3, 4}
            input %bias: f32[4]
            %last: f32[N,h,w,4] = transpose(%x, permutation=[0,2,3,1])
            %normal: f32[N,h,w,4] = layer_normalization(%last, %scale, %bias, axis=3, epsilon=1E-05)
            %y: f32[N,4,h,w] = transpose(%normal, permutation=[0,3,1,2])
            output "y" = %y
            """);

    [Theory]
    [InlineData("0,2,3,1", "0,2,1,3", "f32[N,w,h,4]")]
    [InlineData("0,3,2,1", "0,3,2,1", "f32[N,4,h,w]")]
    public void Transpositions_that_do_more_than_move_an_axis_to_the_end_and_back_stay(string forth, string back, string type)
    {
        string last = forth == "0,2,3,1" ? "f32[N,h,w,4]" : "f32[N,w,h,4]";
        PassCheck.Stays(RecognizeLayerNormalization.Run, $$"""
            input %x: f32[N,4,h,w]
            const %scale: f32[4] = {1, 2, 3, 4}
            %last: {{last}} = transpose(%x, permutation=[{{forth}}])
            %normal: {{last}} = layer_normalization(%last, %scale, axis=3, epsilon=1E-05)
            %y: {{type}} = transpose(%normal, permutation=[{{back}}])
            output "y" = %y
            """);
    }

    private const string Squares = """
        input %x: f32[N,6]
        const %epsilon: f32[] = {1E-05}
        const %two: f32[] = {2}
        const %weight: f32[6] = {1, 2, 3, 4, 5, 6}

        """;

    [Fact]
    public void A_quotient_by_the_root_of_the_mean_square_is_a_normalization_that_is_not_centred() =>
        PassCheck.Becomes("recognize_layer_normalization/root_mean_square", RecognizeLayerNormalization.Run, Squares + """
            %squares: f32[N,6] = mul(%x, %x)
            %mean: f32[N,1] = reduce(%squares, kind=mean, axes=[1])
            %sum: f32[N,1] = add(%mean, %epsilon)
            %root: f32[N,1] = sqrt(%sum)
            %normal: f32[N,6] = div(%x, %root)
            %y: f32[N,6] = mul(%normal, %weight)
            output "y" = %y
            """);

    [Fact]
    public void A_product_with_the_reciprocal_of_the_root_is_the_quotient() =>
        PassCheck.Becomes("recognize_layer_normalization/reciprocal", RecognizeLayerNormalization.Run, Squares + """
            %squares: f32[N,6] = pow(%x, %two)
            %mean: f32[N,1] = reduce(%squares, kind=mean, axes=[1])
            %sum: f32[N,1] = add(%mean, %epsilon)
            %root: f32[N,1] = sqrt(%sum)
            %inverse: f32[N,1] = reciprocal(%root)
            %normal: f32[N,6] = mul(%x, %inverse)
            %y: f32[N,6] = mul(%weight, %normal)
            output "y" = %y
            """);

    [Fact]
    public void Without_a_weight_its_scale_is_one() =>
        PassCheck.Becomes("recognize_layer_normalization/root_mean_square_alone", RecognizeLayerNormalization.Run, Squares + """
            %squares: f32[N,6] = pow(%x, %two)
            %mean: f32[N,1] = reduce(%squares, kind=mean, axes=[1])
            %sum: f32[N,1] = add(%mean, %epsilon)
            %root: f32[N,1] = sqrt(%sum)
            %y: f32[N,6] = div(%x, %root)
            output "y" = %y
            """);

    [Theory]
    [InlineData("mul(%x, %weight)", "reduce(%squares, kind=mean, axes=[1])")]
    [InlineData("mul(%x, %x)", "reduce(%squares, kind=sum, axes=[1])")]
    public void Other_quotients_stay(string squares, string mean) =>
        PassCheck.Stays(RecognizeLayerNormalization.Run, Squares + $$"""
            %squares: f32[N,6] = {{squares}}
            %mean: f32[N,1] = {{mean}}
            %sum: f32[N,1] = add(%mean, %epsilon)
            %root: f32[N,1] = sqrt(%sum)
            %normal: f32[N,6] = div(%x, %root)
            %y: f32[N,6] = mul(%normal, %weight)
            output "y" = %y
            """);
}
