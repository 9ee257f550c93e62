using System.Text;

using Lucid.Language.Binding;

namespace Lucid.Language;

/// <summary>The page about the layers and functions of the language, made from the tables that the language reads by.</summary>
public static class LanguageReference
{
    /// <summary>The page as Markdown (<c>docs/layers-and-functions.md</c>).</summary>
    public static string Markdown()
    {
        StringBuilder page = new();
        page.Append("""
            # Layers and functions

            Generated from the code. Names, order and defaults of arguments are PyTorch's; what a layer computes is what its namesake in `torch.nn` computes after
            training, and its weights have the same names. An argument with a question mark is inferred from the input and may be left out. Every layer is a
            class of the same name in `Lucid.Model.Nn` for [models built in C#](build-in-csharp.md); functions are methods of `F` there, those of
            single elements also ops for `NnModel.Apply`. How both are written is said in [the language](../spec/language.md).

            ## Layers

            `x -> up: ConvTranspose2d(64, 4, stride=2, padding=1)`; a layer's arguments stand where it is made.

            | layer | arguments |
            | --- | --- |

            """);
        foreach (LayerEntry layer in LayerTable.Ordered.OrderBy(layer => layer.Name, StringComparer.Ordinal)) page.Append($"| `{layer.Name}` | {Shown(layer.Signature)} |\n");
        page.Append("""

            `Sequential(a, b, last: c)` applies one after the other.

            ## Functions

            `softmax(x, 1)`, `x.softmax(1)` and `x -> softmax(1)` are the same.

            | function | arguments |
            | --- | --- |

            """);
        HashSet<string> python = [.. Builtins.Entries.Select(entry => entry.Name)];
        foreach (FunctionEntry function in FunctionTable.Ordered.Where(function => !python.Contains(function.Name)).OrderBy(function => function.Name, StringComparer.Ordinal))
            page.Append($"| `{function.Name}` | {Shown(function.Signature)} |\n");
        page.Append("""

            ## Numbers and lists

            Python's own, for what is known when the model is compiled; `min` and `max` of two tensors are their elements'.

            | function | arguments |
            | --- | --- |

            """);
        foreach (FunctionEntry function in Builtins.Entries) page.Append($"| `{function.Name}` | {Shown(function.Signature)} |\n");
        page.Append("""

            ## Ops

            `onnx.NAME(operands, attribute=value, …)` is any op of the graph; [their page](../spec/ops.md) says what each computes:

            """);
        page.AppendJoin(", ", Model.OpCatalogue.Names.Select(name => $"`{name}`")).Append(".\n");
        return page.ToString();
    }

    private static string Shown(Signature signature) => signature.Text.Length == 0 ? "none" : $"`{signature.Text}`";
}
