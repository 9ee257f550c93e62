// The iteration space of a kernel that moves or maps elements: the output's storage in order. An element's address in a tensor is
//   offset + sum over axes of x·stride + ((c + co) >> 2)·block + ((c + co) & 3)·lane
// where c is the channel: no axis (CHANNEL 0), the axis CHANNEL_AXIS (1), or 4·x[CHANNEL_AXIS] + x[last] (2: the output is blocked).

layout(constant_id = 1) const int AXES = 6;
layout(constant_id = 2) const int CHANNEL = 2;
layout(constant_id = 3) const int CHANNEL_AXIS = 1;
// 1: the last axis is a multiple of four long, so that four elements share all other coordinates.
layout(constant_id = 4) const int ALIGNED = 1;

const int P_COUNT = 0;      // elements of a layer of the iteration space: all of it, or one index of the first axis
const int P_EXTENT = 1;     // x 6
const int P_CHANNELS = 7;   // channels; lanes beyond them are written as zero where the output is blocked
const int P_VIEW = 8;       // x 4 (output, a, b, c): offset, axes x 6, channel offset co, block stride, lane stride
const int VIEW_WORDS = 10;

struct Point {
    int x[6];
    int channel;
};

Point point_of(int index) {
    Point point;
    [[unroll]] for (int axis = 5; axis >= 0; axis--) {
        if (axis >= AXES) point.x[axis] = 0;
        else if (axis == 0) point.x[axis] = index;
        else {
            int extent = parameter(P_EXTENT + axis);
            int rest = divide(index, extent);
            point.x[axis] = index - rest * extent;
            index = rest;
        }
    }
    point.channel = CHANNEL == 0 ? 0 : CHANNEL == 1 ? point.x[CHANNEL_AXIS] : point.x[CHANNEL_AXIS] * 4 + point.x[AXES - 1];
    return point;
}

int address(int tensor, Point point) {
    int view = P_VIEW + tensor * VIEW_WORDS;
    int index = parameter(view);
    [[unroll]] for (int axis = 0; axis < 6; axis++) {
        if (axis < AXES) index += point.x[axis] * parameter(view + 1 + axis);
    }
    if (CHANNEL != 0) {
        int channel = point.channel + parameter(view + 7);
        index += (channel >> 2) * parameter(view + 8) + (channel & 3) * parameter(view + 9);
    }
    return index;
}

// A tensor's words, read once: a software driver pays for every read of a parameter.
struct View {
    int offset;
    int stride[6];
    int channel;
    int block;
    int lane;
};

View view_of(int tensor) {
    int first = P_VIEW + tensor * VIEW_WORDS;
    View view;
    view.offset = parameter(first);
    [[unroll]] for (int axis = 0; axis < 6; axis++) view.stride[axis] = axis < AXES ? parameter(first + 1 + axis) : 0;
    view.channel = CHANNEL != 0 ? parameter(first + 7) : 0;
    view.block = CHANNEL != 0 ? parameter(first + 8) : 0;
    view.lane = CHANNEL != 0 ? parameter(first + 9) : 0;
    return view;
}

int address_in(View view, Point point) {
    int index = view.offset;
    [[unroll]] for (int axis = 0; axis < 6; axis++) {
        if (axis < AXES) index += point.x[axis] * view.stride[axis];
    }
    if (CHANNEL != 0) {
        int channel = point.channel + view.channel;
        index += (channel >> 2) * view.block + (channel & 3) * view.lane;
    }
    return index;
}

struct Extents { int of[6]; };

Extents extents() {
    Extents extents;
    [[unroll]] for (int axis = 0; axis < 6; axis++) extents.of[axis] = axis > 0 && axis < AXES ? parameter(P_EXTENT + axis) : 0;
    return extents;
}

// The point after `point`.
void advance(inout Point point, Extents extents) {
    point.x[AXES - 1]++;
    [[unroll]] for (int axis = 5; axis > 0; axis--) {
        if (axis < AXES) {
            bool full = point.x[axis] == extents.of[axis];
            point.x[axis] = full ? 0 : point.x[axis];
            point.x[axis - 1] += full ? 1 : 0;
        }
    }
    point.channel = CHANNEL == 0 ? 0 : CHANNEL == 1 ? point.x[CHANNEL_AXIS] : point.x[CHANNEL_AXIS] * 4 + point.x[AXES - 1];
}

// Workgroups along z walk the first axis where it is too large for one binding.
Point outer(Point point) {
    point.x[0] += int(workgroup().z);
    return point;
}

// The point after `point`, which is number `index`.
Point next_point(Point point, int index) {
    if (ALIGNED == 0) return outer(point_of(index));
    point.x[AXES - 1]++;
    if (CHANNEL == 2 || (CHANNEL == 1 && CHANNEL_AXIS == AXES - 1)) point.channel++;
    return point;
}
