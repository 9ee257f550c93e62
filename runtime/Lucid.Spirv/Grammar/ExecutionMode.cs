namespace Lucid.Spirv.Grammar;

/// <summary>How an entry point is executed (SPIR-V §3.6); of the standard's modes those of compute shaders.</summary>
public enum ExecutionMode : uint
{
    LocalSize = 17,
    LocalSizeHint = 18,
    ContractionOff = 31,
    SubgroupSize = 35,
    SubgroupsPerWorkgroup = 36,
    LocalSizeId = 38,
    DenormPreserve = 4459,
    DenormFlushToZero = 4460,
    SignedZeroInfNanPreserve = 4461,
    RoundingModeRTE = 4462,
    RoundingModeRTZ = 4463,
    DerivativeGroupQuadsNV = 5289,
    DerivativeGroupLinearNV = 5290,
}
