// Phases and taps (spec/phases-and-taps.md). Per axis:
//
//   out[os·m + r - pout]  =  epilogue( sum over j of  W[k0(r) + T·j]ᵀ · in[is·m + δ0(r) + step·j - pin] )
//
// with g = gcd(os, d), T = os/g, k0 = (r/g mod T)·D'⁻¹ mod T, δ0 = (r - d·k0)/os; no tap where g does not divide r.
// A convolution has os = 1 (one phase, every k, step = d); a transposed convolution has is = 1 (step = -d/g).

const int NO_TAP = 0;

// Which tensors hold halves, packed four channels to two words; sums are always float32.
layout(constant_id = 4) const uint HALF = 0;
const uint HALF_INPUT = 1;
const uint HALF_WEIGHTS = 2;
const uint HALF_OUTPUT = 4;
const uint HALF_OPERAND = 8;

// Parameter words.
const int P_BATCH = 0;          // images of a workgroup: all of them (z = 0), or 1 where z counts the images
const int P_DEPTH_BLOCKS = 1;   // input channel blocks of a group
const int P_OUT_BLOCKS = 2;     // output channel blocks of a group
const int P_OUT_CHANNELS = 3;   // output channels, all groups
const int P_GROUPS = 4;
const int P_POSITIONS = 5;      // product of the extents of m
const int P_OS = 6;             // x 3: output stride, the number of phases of an axis
const int P_IS = 9;             // x 3: input stride
const int P_IN = 12;            // x 3: input extents
const int P_OUT = 15;           // x 3: output extents
const int P_POUT = 18;          // x 3: low crop of the output
const int P_PIN = 21;           // x 3: low padding of the input
const int P_M = 24;             // x 3: extents of m
const int P_KERNEL = 27;        // x 3
const int P_GCD = 30;           // x 3: g
const int P_PERIOD = 33;        // x 3: T
const int P_INVERSE = 36;       // x 3: inverse of D' modulo T
const int P_DILATION = 39;      // x 3: d
const int P_STEP = 42;          // x 3: input step from a tap to the next
const int P_INPUT_VIEW = 45;    // offset, batch, block, axes x 3, lane
const int P_OUTPUT_VIEW = 52;   // likewise
const int P_OPERAND_VIEW = 59;  // likewise
const int P_WEIGHT = 66;        // offset, group stride, output stride, input stride
const int P_INPUT_GROUP = 70;   // input stride from a group to the next
const int P_IN_CHANNELS = 71;   // input channels of a group
const int P_GROUP_OUT = 72;     // output channels of a group
const int P_OUTPUT_PADDED = 73; // 1 where the output has lanes beyond its channels: they are zero, whoever writes them
const int P_OUTPUT_GROUP = 74;  // output stride from a group to the next
const int P_TILES = 75;         // workgroups along x of one phase: x = phase·tiles + tile

const int VIEW_OFFSET = 0;
const int VIEW_BATCH = 1;
const int VIEW_BLOCK = 2;
const int VIEW_AXIS = 3;
const int VIEW_LANE = 6;

ivec3 parameter3(int index) { return ivec3(parameter(index), parameter(index + 1), parameter(index + 2)); }

// How a tensor lies: strides in its own elements. Kernels read it once, for a software driver pays for every read of a parameter.
struct View {
    int offset;
    int batch;
    int block;
    ivec3 axis;
    int lane;
};

View view_of(int first) {
    return View(parameter(first + VIEW_OFFSET), parameter(first + VIEW_BATCH), parameter(first + VIEW_BLOCK), parameter3(first + VIEW_AXIS), parameter(first + VIEW_LANE));
}

// Element index without the channel.
int position_in(View view, int image, ivec3 at) {
    return view.offset + image * view.batch + at.x * view.axis.x + at.y * view.axis.y + at.z * view.axis.z;
}

// Where outputs of a phase lie: the grid of m, and the place of m in the output.
struct Grid {
    int positions;
    int plane;
    int width;
    ivec3 stride;
    ivec3 crop;
    ivec3 extents;
};

Grid grid_of() {
    int width = parameter(P_M + 2);
    return Grid(parameter(P_POSITIONS), parameter(P_M + 1) * width, width, parameter3(P_OS), parameter3(P_POUT), parameter3(P_OUT));
}

// The taps of one phase.
struct Phase {
    ivec3 residue;
    ivec3 low;      // first m with an output inside
    ivec3 taps;     // number of taps
    ivec3 kernel;   // first kernel index, k0
    ivec3 offset;   // input offset of the first tap, δ0 - pin
};

Phase phase_of(int index) {
    Phase phase;
    for (int axis = 2; axis >= 0; axis--) {
        int stride = parameter(P_OS + axis);
        int r = index % stride;
        index /= stride;
        int g = parameter(P_GCD + axis);
        int period = parameter(P_PERIOD + axis);
        int k0 = ((r / g) % period) * parameter(P_INVERSE + axis) % period;
        int kernel = parameter(P_KERNEL + axis);
        bool any = r % g == 0 && k0 < kernel;
        phase.residue[axis] = r;
        phase.low[axis] = floor_divide(parameter(P_POUT + axis) - r + stride - 1, stride);
        phase.taps[axis] = any ? (kernel - k0 + period - 1) / period : NO_TAP;
        phase.kernel[axis] = k0;
        phase.offset[axis] = any ? floor_divide(r - parameter(P_DILATION + axis) * k0, stride) - parameter(P_PIN + axis) : 0;
    }
    return phase;
}

// A walk over the taps of a phase, the last axis fastest, over and over: once for each block of input channels.
struct Walk {
    ivec3 tap;
    ivec3 moved;        // input offset of the tap from the phase's first, by axis
    int kernel;         // kernel index of the tap
    // Changes of (input element, kernel index) at a step along an axis with the faster ones put back; w: to the next block.
    ivec4 input_change;
    ivec4 kernel_change;
};

// `step`, `period`: from a tap to the next, in input and kernel elements.
Walk walk_of(Phase phase, ivec3 step, ivec3 period) {
    ivec3 kernel_stride = ivec3(parameter(P_KERNEL + 1) * parameter(P_KERNEL + 2), parameter(P_KERNEL + 2), 1);
    ivec3 input_step = step * parameter3(P_INPUT_VIEW + VIEW_AXIS);
    ivec3 kernel_step = period * kernel_stride;
    ivec3 input_back = (phase.taps - 1) * input_step;
    ivec3 kernel_back = (phase.taps - 1) * kernel_step;
    Walk walk;
    walk.tap = ivec3(0);
    walk.moved = ivec3(0);
    walk.kernel = phase.kernel.x * kernel_stride.x + phase.kernel.y * kernel_stride.y + phase.kernel.z;
    walk.input_change = ivec4(input_step.x - input_back.y - input_back.z, input_step.y - input_back.z, input_step.z,
        parameter(P_INPUT_VIEW + VIEW_BLOCK) - input_back.x - input_back.y - input_back.z);
    walk.kernel_change = ivec4(kernel_step.x - kernel_back.y - kernel_back.z, kernel_step.y - kernel_back.z, kernel_step.z,
        parameter(P_KERNEL) * kernel_stride.x - kernel_back.x - kernel_back.y - kernel_back.z);
    return walk;
}

// Moves to the next tap: so do the input element and the weight vector, four of which a kernel index has; true where the next block begins.
bool walk_on(inout Walk walk, Phase phase, ivec3 step, inout int element, inout int weight) {
    bvec3 full = equal(walk.tap + 1, phase.taps);
    bool y = full.z;
    bool x = y && full.y;
    bool wrapped = x && full.x;
    walk.tap = ivec3(x ? (full.x ? 0 : walk.tap.x + 1) : walk.tap.x, y ? (full.y ? 0 : walk.tap.y + 1) : walk.tap.y, full.z ? 0 : walk.tap.z + 1);
    walk.moved = walk.tap * step;
    element += wrapped ? walk.input_change.w : x ? walk.input_change.x : y ? walk.input_change.y : walk.input_change.z;
    weight += 4 * (wrapped ? walk.kernel_change.w : x ? walk.kernel_change.x : y ? walk.kernel_change.y : walk.kernel_change.z);
    return wrapped;
}

// Image and m (relative to the phase's first) of a position of the grid.
void position_of(Grid grid, int index, Phase phase, out int image, out ivec3 m) {
    image = divide(index, grid.positions);
    int rest = index - image * grid.positions;
    m.x = divide(rest, grid.plane);
    rest -= m.x * grid.plane;
    m.y = divide(rest, grid.width);
    m.z = rest - m.y * grid.width;
    m += phase.low;
}

// Where m of a phase is written.
ivec3 output_of(Grid grid, ivec3 m, Phase phase) { return grid.stride * m + phase.residue - grid.crop; }

bool inside(ivec3 at, ivec3 extents) { return all(greaterThanEqual(at, ivec3(0))) && all(lessThan(at, extents)); }

// Which channel blocks this part of the dispatch sums: all, or a range whose sums continue what an earlier part stored.
void depth_range(out int begin, out int end, out bool last) {
    int blocks = parameter(P_DEPTH_BLOCKS);
    uint range = part.first.w;
    begin = range == 0u ? 0 : int(range & 0xFFFFu);
    end = range == 0u ? blocks : int(range >> 16);
    last = end == blocks;
}
