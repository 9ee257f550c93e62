using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Names and decorations go when what they speak of goes.</summary>
internal static class Annotations
{
    public static SpirvModule Without(SpirvModule module, Func<Id, bool> isGone) => module with
    {
        Names = module.Names.RemoveAll(name => isGone(name.IdAt(0))),
        Annotations = [.. module.Annotations.Select(annotation => Without(annotation, isGone)).OfType<Instruction>()],
    };

    private static Instruction? Without(Instruction annotation, Func<Id, bool> isGone)
    {
        switch (annotation.Opcode)
        {
            case Opcode.DecorationGroup:
                return annotation;
            case Opcode.GroupDecorate:
                return annotation.WithWords([annotation.Words[0], .. annotation.Words.Skip(1).Where(target => !isGone(new Id(target)))]);
            case Opcode.GroupMemberDecorate:
                IEnumerable<uint[]> targets = annotation.Words.Skip(1).Chunk(2).Where(pair => !isGone(new Id(pair[0])));
                return annotation.WithWords([annotation.Words[0], .. targets.SelectMany(pair => pair)]);
            default:
                return isGone(annotation.IdAt(0)) ? null : annotation;
        }
    }
}
