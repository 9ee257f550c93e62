using Lucid.Shaders;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Shaders;

public sealed class ShaderCatalogueTests
{
    [Fact]
    public void Every_source_and_every_line_of_the_menu_is_a_module()
    {
        string shaders = RepositoryRoot.Combine("shaders");
        string[][] menu = [.. File.ReadLines(Path.Combine(shaders, "variants.txt"))
            .Where(line => line.Trim() is { Length: > 0 } text && text[0] != '#')
            .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))];
        IEnumerable<string> plain = Directory.EnumerateDirectories(shaders)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.comp"))
            .Select(file => Path.GetRelativePath(shaders, file).Replace('\\', '/'))
            .Where(source => !menu.Any(line => line[0] == source))
            .Select(source => source[..^".comp".Length]);

        string[] expected = [.. plain.Concat(menu.Select(line => line[^1])).Order(StringComparer.Ordinal)];

        Assert.Contains("fill/fill", expected);
        Assert.Equal(expected, ShaderCatalogue.Names);
    }

    [FactNeeding(Resource.SpirvTools)]
    public void Every_module_is_valid_for_Vulkan_1_1()
    {
        Parallel.ForEach(ShaderCatalogue.Names, name => ShaderTools.AssertValid(ShaderCatalogue.Get(name), name));
    }

    [Fact]
    public void A_module_is_the_same_memory_each_time()
    {
        Assert.True(ShaderCatalogue.Get("fill/fill").Equals(ShaderCatalogue.Get("fill/fill")));
    }

    [Fact]
    public void A_missing_module_is_an_exception_that_names_the_nearest()
    {
        var exception = Assert.Throws<ShaderNotFoundException>(() => ShaderCatalogue.Get("fil/fill"));

        Assert.Equal("fil/fill", exception.Name);
        Assert.StartsWith("there is no shader module 'fil/fill'; the nearest is 'fill/fill' (of ", exception.Message, StringComparison.Ordinal);
    }
}
