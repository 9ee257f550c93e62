using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lucid.VulkanBindings;

/// <summary>
/// The C# names of C names, as Silk.NET.Vulkan 2.x spells them, so that code written against these bindings compiles against
/// those: types lose <c>Vk</c>, methods <c>vk</c>, values the prefix that repeats their enum's name.
/// </summary>
internal static partial class Names
{
    private static readonly HashSet<string> _keywords = ["event", "object", "string", "in", "out", "ref", "params", "fixed", "base"];

    /// <summary>Words that stay in capitals although other short words (OF, IN, UI) do not.</summary>
    private static readonly HashSet<string> _capitals = ["ID", "NV"];

    [GeneratedRegex(@"(KHR|EXT|NVX|NV|AMD|INTEL|GOOGLE|QCOM|ARM|MSFT|LUNARG|HUAWEI|VALVE|SEC|MESA)$")]
    private static partial Regex Vendor();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])")]
    private static partial Regex WordStarts();

    [GeneratedRegex("[A-Z]{3,}")]
    private static partial Regex Capitals();

    [GeneratedRegex("[A-Z]+|[^A-Z]+")]
    private static partial Regex LettersAndOthers();

    /// <summary><c>VkBufferUsageFlagBits</c> and <c>VkBufferUsageFlags</c> are one C# enum; a callback <c>PFN_vkX</c> is <c>PfnX</c>.</summary>
    public static string Type(string name) =>
        name.StartsWith("PFN_vk", StringComparison.Ordinal) ? "Pfn" + name[6..]
        : name[2..].Replace("FlagBits", "Flags", StringComparison.Ordinal);

    public static string Method(string name) => Vendor().Replace(name[2..], "");

    /// <summary>
    /// Runs of three and more capitals become words, whatever follows them: <c>deviceUUID</c> is <c>DeviceUuid</c>, and
    /// <c>deviceLUIDValid</c> is <c>DeviceLuidvalid</c>.
    /// </summary>
    public static string Field(string name) =>
        string.Concat(name.Split('_').Select(part => Capitals().Replace(UpperFirst(part), run => Capitalised(run.Value))));

    public static string Parameter(string name) => _keywords.Contains(name) ? "@" + name : name;

    /// <summary><c>VK_WHOLE_SIZE</c> is <c>WholeSize</c>.</summary>
    public static string Constant(string name) => Words(name.Split('_').Skip(1));

    /// <summary>
    /// <c>VK_BUFFER_USAGE_STORAGE_BUFFER_BIT</c> of <c>VkBufferUsageFlagBits</c> is <c>StorageBufferBit</c>; where nothing but a digit
    /// would lead, the last word of the prefix stays: <c>VK_QUERY_RESULT_64_BIT</c> is <c>Result64Bit</c>.
    /// </summary>
    public static string Value(string enumName, string valueName)
    {
        var words = valueName.Split('_').AsSpan(1);
        var prefix = EnumPrefix(enumName);
        var shared = 0;
        while (shared < prefix.Length && shared < words.Length - 1 && words[shared] == prefix[shared])
            shared++;
        if (shared > 0 && char.IsAsciiDigit(words[shared][0]))
            shared--;
        return Words(words[shared..].ToArray());
    }

    /// <summary><c>VkPipelineStageFlagBits2KHR</c>: PIPELINE, STAGE, 2.</summary>
    private static string[] EnumPrefix(string enumName)
    {
        var bare = Vendor().Replace(enumName[2..], "").Replace("FlagBits", "", StringComparison.Ordinal);
        return enumName == "VkResult" ? [] : [.. WordStarts().Split(bare).Select(w => w.ToUpperInvariant())];
    }

    private static string Words(IEnumerable<string> words) => string.Concat(words.Select(Word));

    /// <summary><c>STORAGE</c> → Storage, <c>FLOAT16</c> → Float16, <c>64BIT</c> → 64Bit; letters between digits stay: <c>R8G8B8A8</c>, <c>2D</c>.</summary>
    private static string Word(string word)
    {
        if (_capitals.Contains(word))
            return word;
        if (!word.Any(char.IsAsciiDigit))
            return Capitalised(word);
        var text = new StringBuilder();
        foreach (Match part in LettersAndOthers().Matches(word))
            text.Append(part.Length >= 3 ? Capitalised(part.Value) : part.Value);
        return text.ToString();
    }

    private static string Capitalised(string word) => word.Length == 0 ? word : word[..1].ToUpper(CultureInfo.InvariantCulture) + word[1..].ToLowerInvariant();

    private static string UpperFirst(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
