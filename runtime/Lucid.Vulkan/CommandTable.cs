namespace Lucid.Vulkan;

/// <summary>
/// The addresses of a list of commands, looked up once. A command that was not found is an exception when it is called, not a
/// jump to address 0. Immutable, so threads that call while the table is replaced see the old or the new one, whole.
/// </summary>
internal sealed unsafe class CommandTable
{
    private readonly CommandName[] _names;
    private readonly nint[] _addresses;

    public CommandTable(CommandName[] names, Func<CommandName, nint> lookup)
    {
        _names = names;
        _addresses = Array.ConvertAll(names, name => lookup(name));
    }

    public void* this[int index]
    {
        get
        {
            var address = _addresses[index];
            return address != 0 ? (void*)address : throw new VulkanCommandNotFoundException(_names[index].Name);
        }
    }

    public bool IsComplete => Array.TrueForAll(_addresses, a => a != 0);
}
