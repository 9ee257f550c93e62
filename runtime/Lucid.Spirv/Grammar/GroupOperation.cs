namespace Lucid.Spirv.Grammar;

/// <summary>How a group operation combines (SPIR-V §3.28).</summary>
public enum GroupOperation : uint
{
    Reduce = 0,
    InclusiveScan = 1,
    ExclusiveScan = 2,
    ClusteredReduce = 3,
    PartitionedReduceNV = 6,
    PartitionedInclusiveScanNV = 7,
    PartitionedExclusiveScanNV = 8,
}
