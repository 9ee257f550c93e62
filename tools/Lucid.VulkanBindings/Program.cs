using Lucid.VulkanBindings;

// A door: generate writes the bindings, abi-probe prints the C program that measures the header. See README.md.
switch (args)
{
    case ["generate", var folder, .. var rest] when rest.Length < 2:
        return Run(rest, registry =>
        {
            foreach (var file in BindingGenerator.Generate(registry))
            {
                var path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Text);
                Console.WriteLine(path);
            }
        });
    case ["abi-probe", .. var rest] when rest.Length < 2:
        return Run(rest, registry => Console.Write(BindingGenerator.AbiProbeSource(registry)));
    default:
        Console.Error.WriteLine("usage: generate FOLDER [vk.xml] | abi-probe [vk.xml]");
        return 2;
}

static int Run(string[] rest, Action<string> action)
{
    var registry = rest.Length > 0 ? rest[0] : BindingGenerator.DefaultRegistryPath;
    if (!File.Exists(registry))
    {
        Console.Error.WriteLine($"{registry} does not exist; install libvulkan-dev, or name a vk.xml as the last argument.");
        return 1;
    }
    action(registry);
    return 0;
}
