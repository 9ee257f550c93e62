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
}
