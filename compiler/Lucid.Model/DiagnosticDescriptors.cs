namespace Lucid.Model;

/// <summary>Every diagnostic of this project, in one table: 2xxx, types and shapes.</summary>
public static class DiagnosticDescriptors
{
    /// <summary>A model computes nothing that anyone can see.</summary>
    public static readonly DiagnosticDescriptor NoOutput = Error("LUC2001", "model '{0}' has no output");

    /// <summary>The parts of a graph do not fit together: a fault of whoever built it.</summary>
    public static readonly DiagnosticDescriptor MalformedGraph = Error("LUC2002", "malformed graph: {0}");

    /// <summary>A size or an attribute leaves the 64-bit range.</summary>
    public static readonly DiagnosticDescriptor SizeOverflow = Error("LUC2003", "a size overflows 64 bits");

    /// <summary>The actual sizes break a condition that the model states.</summary>
    public static readonly DiagnosticDescriptor GuardFailed = Error("LUC2004", "{0}");

    /// <summary>Two things of a kind have one name.</summary>
    public static readonly DiagnosticDescriptor DuplicateName = Error("LUC2005", "two {0}s are named '{1}'");

    /// <summary>Something that callers address by name has none.</summary>
    public static readonly DiagnosticDescriptor EmptyName = Error("LUC2006", "the name of {0} is empty");

    /// <summary>An input extent uses a symbol in a way that no actual shape can determine.</summary>
    public static readonly DiagnosticDescriptor SymbolUndetermined =
        Error("LUC2007", "symbol {0} cannot be read off the shapes of the inputs; declare an input extent as '{0}' or linear in it");

    /// <summary>A size uses a symbol that occurs in no input.</summary>
    public static readonly DiagnosticDescriptor SymbolUnknown = Error("LUC2008", "symbol {0} occurs in no input");

    /// <summary>An op got too few or too many operands.</summary>
    public static readonly DiagnosticDescriptor OperandCount = Error("LUC2010", "takes {0}, got {1}");

    /// <summary>Operands that must agree in element type do not.</summary>
    public static readonly DiagnosticDescriptor MixedElementTypes = Error("LUC2011", "{0} is {1} and {2} is {3}; expected one element type");

    /// <summary>An op is not defined for the element type.</summary>
    public static readonly DiagnosticDescriptor ElementTypeRefused = Error("LUC2012", "{0} is {1}, expected {2}");

    /// <summary>An operand has the wrong number of axes.</summary>
    public static readonly DiagnosticDescriptor RankRefused = Error("LUC2013", "{0} is {1}, expected rank {2}");

    /// <summary>An axis attribute names no axis of the operand.</summary>
    public static readonly DiagnosticDescriptor AxisRefused = Error("LUC2014", "axis {0} does not exist in {1}");

    /// <summary>Two operands cannot be broadcast together.</summary>
    public static readonly DiagnosticDescriptor NotBroadcastable = Error("LUC2015", "{0} and {1} do not broadcast: extents {2} and {3} are neither equal nor 1");

    /// <summary>The input does not have the channels that the weight was made for.</summary>
    public static readonly DiagnosticDescriptor ChannelMismatch = Error("LUC2101", "input has {0} channels, weight expects {1}");

    /// <summary>Groups must be positive.</summary>
    public static readonly DiagnosticDescriptor GroupsRefused = Error("LUC2102", "groups is {0}, expected 1 or more");

    /// <summary>Channels must split evenly into groups.</summary>
    public static readonly DiagnosticDescriptor ChannelsNotDivisible = Error("LUC2103", "{0} {1} channels are not divisible by groups {2}");

    /// <summary>A vector of one entry a channel has another length.</summary>
    public static readonly DiagnosticDescriptor ChannelVectorRefused = Error("LUC2104", "{0} is {1}, expected [{2}]");

    /// <summary>An attribute has another number of entries than there are spatial axes.</summary>
    public static readonly DiagnosticDescriptor TupleLength = Error("LUC2105", "{0} has {1} entries, expected {2}");

    /// <summary>A stride or a dilation is not positive.</summary>
    public static readonly DiagnosticDescriptor NotPositive = Error("LUC2106", "{0} of axis {1} is {2}, expected 1 or more");

    /// <summary>A kernel has no element.</summary>
    public static readonly DiagnosticDescriptor KernelRefused = Error("LUC2107", "kernel extent of axis {0} is {1}, expected 1 or more");

    /// <summary>A layer would produce nothing along an axis.</summary>
    public static readonly DiagnosticDescriptor EmptyOutput = Error("LUC2108", "output extent of axis {0} is {1}, expected 1 or more");

    /// <summary>output_padding is outside the range in which it selects one of several output extents.</summary>
    public static readonly DiagnosticDescriptor OutputPaddingRefused =
        Error("LUC2109", "output_padding of axis {0} is {1}, expected 0 or more and less than max(stride, dilation) = {2}");

    /// <summary>The layers are defined for one to three spatial axes.</summary>
    public static readonly DiagnosticDescriptor SpatialRankRefused = Error("LUC2110", "stride has {0} entries; 1 to 3 spatial axes are supported");

    /// <summary>Pools are defined for one to three spatial axes.</summary>
    public static readonly DiagnosticDescriptor PoolRankRefused = Error("LUC2130", "kernel has {0} entries; 1 to 3 spatial axes are supported");

    /// <summary>The padding of a pool is negative, or so wide that windows lie in it.</summary>
    public static readonly DiagnosticDescriptor PoolPaddingRefused = Error("LUC2131", "{0} of axis {1} is {2}, expected 0 or more and less than the window's {3} positions");

    /// <summary>A norm has no such exponent.</summary>
    public static readonly DiagnosticDescriptor ExponentRefused = Error("LUC2132", "p is {0}, expected 1 or more");

    /// <summary>A scale is no positive number.</summary>
    public static readonly DiagnosticDescriptor ScaleRefused = Error("LUC2133", "scale of axis {0} is {1}, expected a positive number");

    /// <summary>An axis without elements is resized, or one to nothing.</summary>
    public static readonly DiagnosticDescriptor ResizeRefused = Error("LUC2134", "axis {0} of extent {1} is resized to {2}, expected both to be 1 or more");

    /// <summary>Taking one element leaves nothing to weigh.</summary>
    public static readonly DiagnosticDescriptor AntialiasRefused = Error("LUC2135", "mode nearest cannot be antialiased; expected linear or cubic");

    /// <summary>A block has no position.</summary>
    public static readonly DiagnosticDescriptor BlockSizeRefused = Error("LUC2136", "block size is {0}, expected 1 or more");

    /// <summary>Channels or positions do not split into blocks.</summary>
    public static readonly DiagnosticDescriptor NotWholeBlocks = Error("LUC2137", "{0}: {1} is not divisible by {2}");

    /// <summary>A grid does not fit what it samples.</summary>
    public static readonly DiagnosticDescriptor GridRefused = Error("LUC2138", "grid is {0}, expected {1} images and {2} coordinates a point");

    /// <summary>Nothing can be read along an axis.</summary>
    public static readonly DiagnosticDescriptor EmptyInput = Error("LUC2139", "input extent of spatial axis {0} is {1}, expected 1 or more");

    /// <summary>A window over channels has none.</summary>
    public static readonly DiagnosticDescriptor WindowSizeRefused = Error("LUC2140", "size is {0}, expected 1 or more");

    /// <summary>The inner extents of a matrix product differ.</summary>
    public static readonly DiagnosticDescriptor InnerExtentMismatch = Error("LUC2120", "{0} ends in {1} features, {2} expects {3}");

    /// <summary>Concatenated operands differ elsewhere than in the axis.</summary>
    public static readonly DiagnosticDescriptor ConcatMismatch = Error("LUC2201", "operand {0} is {1}, operand 0 is {2}; they may differ only in axis {3}");

    /// <summary>A reshape must keep the number of elements.</summary>
    public static readonly DiagnosticDescriptor ElementCountMismatch = Error("LUC2202", "{0} has {1} elements, {2} has {3}");

    /// <summary>A list of axes is no permutation.</summary>
    public static readonly DiagnosticDescriptor NoPermutation = Error("LUC2203", "{0} is no permutation of the {1} axes of {2}");

    /// <summary>A slice reads outside its operand.</summary>
    public static readonly DiagnosticDescriptor SliceOutside =
        Error("LUC2204", "axis {0}: start {1}, length {2}, step {3} leave the extent {4}");

    /// <summary>A slice or a padding has a negative extent.</summary>
    public static readonly DiagnosticDescriptor NegativeExtent = Error("LUC2205", "axis {0} has extent {1}, expected 0 or more");

    /// <summary>A slice does not move.</summary>
    public static readonly DiagnosticDescriptor ZeroStep = Error("LUC2206", "step of axis {0} is 0");

    /// <summary>Padding takes more from the operand than it has.</summary>
    public static readonly DiagnosticDescriptor PaddingTooWide = Error("LUC2207", "{0} padding {1} of axis {2} exceeds {3}");

    /// <summary>A shape cannot be expanded to the target.</summary>
    public static readonly DiagnosticDescriptor NotExpandable = Error("LUC2208", "{0} does not expand to {1}: extents {2} and {3} are neither equal nor 1");

    /// <summary>A list of axes names one twice or is not in order.</summary>
    public static readonly DiagnosticDescriptor AxesOutOfOrder = Error("LUC2220", "axes {0} are not ascending, each once");

    /// <summary>The position of an extremum is asked for where there is no element.</summary>
    public static readonly DiagnosticDescriptor NothingToChoose = Error("LUC2221", "axis {0} of {1} has no element to choose");

    /// <summary>More elements are asked for than an axis has.</summary>
    public static readonly DiagnosticDescriptor CountRefused = Error("LUC2222", "count is {0}, expected 0 to the extent of axis {1}, which is {2}");

    /// <summary>What is added to a variance is no such number.</summary>
    public static readonly DiagnosticDescriptor EpsilonRefused = Error("LUC2223", "epsilon is {0}, expected a finite number, 0 or more");

    /// <summary>A run lacks an input.</summary>
    public static readonly DiagnosticDescriptor InputMissing = Error("LUC2301", "input '{0}' ({1}) is missing");

    /// <summary>A run was given an input that the model lacks.</summary>
    public static readonly DiagnosticDescriptor InputUnknown = Error("LUC2302", "the model has no input '{0}'; its inputs are: {1}");

    /// <summary>An input has another element type than declared.</summary>
    public static readonly DiagnosticDescriptor InputElementType = Error("LUC2303", "input '{0}' is {1}, expected {2}");

    /// <summary>A run was asked for a value that the model lacks.</summary>
    public static readonly DiagnosticDescriptor ValueUnknown = Error("LUC2304", "the model has no value '{0}'{1}");

    /// <summary>A tensor is beyond what the interpreter can hold.</summary>
    public static readonly DiagnosticDescriptor ValueTooLarge = Error("LUC2305", "value '{0}' is {1}: {2} elements, the interpreter holds at most {3}");

    /// <summary>An argument of a module is below its least value.</summary>
    public static readonly DiagnosticDescriptor ArgumentTooSmall = Error("LUC2401", "{0}: {1} is {2}, expected {3} or more");

    /// <summary>An argument of a module is not divisible by its groups.</summary>
    public static readonly DiagnosticDescriptor ArgumentNotDivisible = Error("LUC2402", "{0}: {1} {2} is not divisible by groups {3}");

    /// <summary>A module was asked to pad with something else than zeros.</summary>
    public static readonly DiagnosticDescriptor PaddingModeRefused = Error("LUC2403", "{0}: padding_mode '{1}' is not supported, only 'zeros'; {2}");

    /// <summary>A padding was given as a text.</summary>
    public static readonly DiagnosticDescriptor TextPadding = Error("LUC2404", "{0}: padding '{1}' is a text, expected numbers; {2}");

    /// <summary>A module was given a device.</summary>
    public static readonly DiagnosticDescriptor DeviceRefused =
        Error("LUC2405", "{0}: device '{1}' is not supported; leave it out: a model has no device, the session that runs it has");

    /// <summary>A module was given an element type that parameters do not have.</summary>
    public static readonly DiagnosticDescriptor DtypeRefused = Error("LUC2406", "{0}: dtype {1} is not supported; parameters are f32 or f16");

    /// <summary>A parameter would exceed 64-bit sizes.</summary>
    public static readonly DiagnosticDescriptor ParameterTooLarge = Error("LUC2407", "{0}: {1} {2} overflows 64 bits");

    /// <summary>A module works only as in training.</summary>
    public static readonly DiagnosticDescriptor InferenceOnly = Error("LUC2408", "{0}: {1} needs statistics of the batch; Lucid is inference only, {2}");

    /// <summary>A lazy module cannot take its channels from a symbol.</summary>
    public static readonly DiagnosticDescriptor LazyChannelsSymbolic = Error("LUC2409", "the first input has {0} channels; a lazy module needs a number");

    /// <summary>output_size has the wrong number of entries.</summary>
    public static readonly DiagnosticDescriptor OutputSizeRank = Error("LUC2410", "output_size has {0} entries, expected {1} or {2}");

    /// <summary>output_size is none of the sizes that output_padding can select.</summary>
    public static readonly DiagnosticDescriptor OutputSizeRange =
        Error("LUC2411", "requested output size {0}, valid sizes range from {1} to {2} for an input of {3}");

    /// <summary>A word argument is none of the words.</summary>
    public static readonly DiagnosticDescriptor WordRefused = Error("LUC2412", "{0}: {1} '{2}' is unknown, expected one of {3}");

    /// <summary>An axis that is halved has an odd extent, or one that may be odd.</summary>
    public static readonly DiagnosticDescriptor OddExtent = Error("LUC2413", "{0}: axis {1} of {2} is halved; its extent is {3}, expected an even one");

    /// <summary>An adaptive pool's windows follow from the extent, which is not known.</summary>
    public static readonly DiagnosticDescriptor AdaptiveExtentOpen =
        Error("LUC2414", "{0}: the windows of axis {1} follow from its extent, and {2} is known only when the model runs; fix the input's size, or make output_size 1 there instead of {3}");

    /// <summary>What is made follows from an extent, which is not known.</summary>
    public static readonly DiagnosticDescriptor ExtentOpen = Error("LUC2415", "{0} needs the extent of axis {1}, and {2} is known only when the model runs; fix the input's size");

    /// <summary>The axes that a normalisation is told are not the input's last ones.</summary>
    public static readonly DiagnosticDescriptor LastExtentsDiffer = Error("LUC2416", "{0}: normalized_shape is {1}, which are not the last extents of {2}");

    /// <summary>A state dict lacks a parameter.</summary>
    public static readonly DiagnosticDescriptor StateMissing = Error("LUC2420", "the state dict lacks '{0}' {1}{2}");

    /// <summary>A state dict has what no module asks for.</summary>
    public static readonly DiagnosticDescriptor StateSurplus = Error("LUC2421", "the state dict has '{0}', which no module asks for{1}");

    /// <summary>A tensor of a state dict has the wrong shape or type.</summary>
    public static readonly DiagnosticDescriptor StateMismatch = Error("LUC2422", "the state dict has '{0}' as {1}, expected {2}");

    /// <summary>A graph is built before a parameter has data.</summary>
    public static readonly DiagnosticDescriptor ParameterWithoutData =
        Error("LUC2423", "parameter '{0}' ({1}) has no data: load a state dict, or ask for initial values with Initialize(seed)");

    /// <summary>A transposed convolution gives neighbouring outputs unequal numbers of products.</summary>
    public static readonly DiagnosticDescriptor Checkerboard = Warning("LUC2430",
        "neighbouring outputs along {0} sum unequal numbers of products ({1}): expect a checkerboard. "
        + "The kernel overlaps the stride by {2}; make it a multiple of the stride, or resize and then convolve");

    /// <summary>A transposed convolution gives some outputs no product at all.</summary>
    public static readonly DiagnosticDescriptor Holes = Warning("LUC2431",
        "some outputs along {0} sum no product at all ({1}): they are the bias alone, expect holes. "
        + "The kernel overlaps the stride by {2}; make it a multiple of the stride, or resize and then convolve");

    /// <summary>Indices of elements reach over the operand in another axis.</summary>
    public static readonly DiagnosticDescriptor IndicesTooLong = Error("LUC2501", "indices are {0} and data {1}: they are longer in axis {2}");

    /// <summary>The last axis of a tensor of index tuples.</summary>
    public static readonly DiagnosticDescriptor IndexTupleRefused = Error("LUC2502", "indices are {0}; the last extent must be a number from 1 to {1}, the rank of {2}");

    /// <summary>Updates do not fit the places that indices name.</summary>
    public static readonly DiagnosticDescriptor UpdatesRefused = Error("LUC2503", "updates are {0}, expected {1}");

    /// <summary>An imported model has uneven transposed convolutions: one line for all of them.</summary>
    public static readonly DiagnosticDescriptor UnevenLayers = Warning("LUC2432",
        "{0} of {1} transposed convolutions sum unequal numbers of products for neighbouring outputs ({2}): expect a checkerboard or holes");

    private static DiagnosticDescriptor Warning(string id, string format) => new(id, Severity.Warning, format);

    private static DiagnosticDescriptor Error(string id, string format) => new(id, Severity.Error, format);
}
