using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Reading;

/// <summary>
/// Ids are in bounds, defined once, and defined at all where used; a global comes after what it is made of, so that types and constants
/// have no cycles. An instruction that we do not know may define any id among its words, and gets the benefit of the doubt.
/// </summary>
internal sealed class IdCheck
{
    private readonly SpirvModule _module;
    private readonly Dictionary<Id, Instruction> _definitions = [];
    private readonly HashSet<Id> _perhapsDefined = [];

    private IdCheck(SpirvModule module)
    {
        _module = module;
    }

    public static void Run(SpirvModule module)
    {
        var check = new IdCheck(module);
        check.CheckResults();
        check.CheckUses();
        check.CheckOrderOfGlobals();
    }

    private void CheckResults()
    {
        foreach (Instruction instruction in _module.Instructions)
        {
            if (!instruction.IsKnown) _perhapsDefined.UnionWith(instruction.PossibleUses);
            if (instruction.Result is not Id result) continue;
            if (result.Value >= _module.IdBound) throw instruction.Fault($"id {result} is not below the bound of {_module.IdBound}");
            if (!_definitions.TryAdd(result, instruction)) throw instruction.Fault($"id {result} is defined twice");
        }
    }

    private void CheckUses()
    {
        foreach (Instruction instruction in _module.Instructions)
        {
            if (!instruction.IsKnown) continue;
            foreach (Operand operand in instruction.Operands)
            {
                if (operand.Kind is not (OperandKind.Id or OperandKind.ResultType)) continue;
                Id used = instruction.IdAt(operand.Start);
                if (_perhapsDefined.Contains(used)) continue;
                if (!_definitions.TryGetValue(used, out Instruction? definition))
                    throw instruction.Fault($"Op{instruction.Opcode} uses id {used}, which is not defined");
                if (operand.Kind == OperandKind.ResultType && !ModuleSections.IsType(definition.Opcode))
                    throw instruction.Fault($"the type of Op{instruction.Opcode}, {used}, is an Op{definition.Opcode}");
            }

            // SPIR-V §3.32.21: the width of the literals is that of the selector; GLSL has no other than 32 bits.
            if (instruction.Opcode == Opcode.Switch && !HasWord(instruction.IdAt(0)))
                throw instruction.Fault("an OpSwitch over other than 32-bit integers is not supported");
        }
    }

    private bool HasWord(Id selector) =>
        _definitions.TryGetValue(selector, out Instruction? value) && value.ResultType is Id typeId
        && _definitions.TryGetValue(typeId, out Instruction? type) && type.Opcode == Opcode.TypeInt && type.Words[1] == 32;

    private void CheckOrderOfGlobals()
    {
        var defined = new HashSet<Id>(_perhapsDefined);
        defined.UnionWith(_module.ExtendedInstructionSets.Concat(_module.Sources).Select(instruction => instruction.Result).OfType<Id>());
        var forwardPointers = new HashSet<Id>();
        foreach (Instruction global in _module.Globals)
        {
            if (!global.IsKnown) continue;
            if (global.Opcode == Opcode.TypeForwardPointer)
            {
                forwardPointers.Add(global.IdAt(0));
                continue;
            }

            foreach (Id used in global.Uses)
            {
                if (!defined.Contains(used) && !(global.Opcode == Opcode.TypeStruct && forwardPointers.Contains(used)))
                    throw global.Fault($"Op{global.Opcode} uses id {used} before it is defined");
            }

            if (global.Result is not Id result) continue;
            if (global.Opcode != Opcode.TypePointer && forwardPointers.Contains(result))
                throw global.Fault($"id {result} was declared as a pointer, but is an Op{global.Opcode}");
            defined.Add(result);
        }
    }
}
