using Lucid.Model;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Where the kernels of a program leave the values of the graph: what a wrong result is traced with, kernel by kernel. A value inside of a kernel lies nowhere, and
/// what is no value of the graph (partial sums, packed weights) is not spoken of: a fault in it shows in the value that comes of it.
/// </summary>
internal static class StoredValues
{
    public static ValueList<StoredValue> Of(LoweringContext context, LoweredProgram program)
    {
        Graph graph = context.Graph;
        Writers writers = new(program);
        List<(int Kernel, StoredValue Value)> found = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<int> dense = [];
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId id in node.Outputs)
            {
                if (context.StorageOf(id) is { IsStatic: false } storage && writers.LastOf(storage.Buffer, node.Name) is { } kernel) Add(kernel, graph[id].Name, id, storage);
            }
        }

        foreach ((ValueId id, Storage copy) in context.Copies)
        {
            if (!copy.IsStatic && writers.LastOf(copy.Buffer, null) is { } kernel) Add(kernel, program.Main[kernel].Name, id, copy);
        }

        // What is copied to an output at the end.
        for (int i = 0; i < graph.Outputs.Length; i++)
        {
            int buffer = program.Outputs[i].Buffer;
            if (!dense.Contains(buffer) && writers.LastOf(buffer, null) is { } kernel)
                Add(kernel, program.Main[kernel].Name, graph.Outputs[i].Value, new Storage(buffer, StorageLayout.Plain, graph.TypeOf(graph.Outputs[i].Value).Shape, IsStatic: false));
        }

        return found.OrderBy(entry => entry.Kernel).Select(entry => entry.Value).ToValueList();

        void Add(int kernel, string name, ValueId id, Storage storage)
        {
            if (!names.Add(name)) return;
            if (storage.IsDense) dense.Add(storage.Buffer);
            ElementType element = storage.IsHalf ? ElementType.F16 : LoweringContext.DeviceElement(graph.TypeOf(id).Element);
            found.Add((kernel, new StoredValue(
                name, graph[id].Name, program.Main[kernel].Name, storage.Buffer, element, storage.Shape, storage.Offset, ValueList.Create<IntExpr>(storage.AxisStrides()),
                storage.Layout == StorageLayout.Blocked ? storage.Block : null)));
        }
    }

    /// <summary>Which kernels of main write which buffer.</summary>
    private sealed class Writers
    {
        private readonly Dictionary<int, List<int>> _byBuffer = [];
        private readonly HashSet<string>[] _nodes;

        public Writers(LoweredProgram program)
        {
            _nodes = [.. program.Main.Select(kernel => kernel.Nodes.ToHashSet(StringComparer.Ordinal))];
            for (int i = 0; i < program.Main.Count; i++)
            {
                foreach (int buffer in program.Main[i].Candidates.SelectMany(candidate => candidate.Bindings).Where(binding => binding.Access != BindingAccess.Read).Select(binding => binding.Buffer).Distinct())
                {
                    if (!_byBuffer.TryGetValue(buffer, out List<int>? list)) _byBuffer.Add(buffer, list = []);
                    list.Add(i);
                }
            }
        }

        /// <summary>The last kernel that writes a buffer, of those that compute a node where one is given.</summary>
        public int? LastOf(int buffer, string? node)
        {
            if (!_byBuffer.TryGetValue(buffer, out List<int>? kernels)) return null;
            int last = kernels.FindLastIndex(kernel => node is null || _nodes[kernel].Contains(node));
            return last < 0 ? null : kernels[last];
        }
    }
}
