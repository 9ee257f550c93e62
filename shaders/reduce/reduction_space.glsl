// The index space of a kernel that takes elements together: an item k of the kept axes (what is left) and an index r along the
// reduced ones. An element of a tensor lies at
//   sum over axes of x·stride + (c >> 2)·block + (c & 3),   c = sum over axes of x·channel
// where the channel terms are zero unless the tensor lies in blocks of four channels.
//
// The reduced range is cut into segments of P_LENGTH, a multiple of 16; each gives a partial result, [items, segments].
// Order within a segment, whoever walks it: 16 lanes, lane i taking r = i, i + 16, …; then lanes i and i+4, i and i+8, i and i+1, i and i+2.

// 1: the reduced range is one axis without channel terms.
layout(constant_id = 1) const int LINEAR = 0;

// 1: the walked tensor holds halves, two to a word of its binding.
layout(constant_id = 5) const int HALF = 0;

const int P_COUNT = 0;       // items times segments of one workgroup row and layer
const int P_KEPT = 1;        // items of a layer
const int P_SEGMENTS = 2;
const int P_LENGTH = 3;      // of a segment
const int P_REDUCED = 4;     // length of the whole range
const int P_KEPT_AXES = 5;   // x 3: extent, stride, channel
const int P_REDUCED_AXES = 14;
const int P_BLOCK = 23;
const int P_MORE = 24;       // of the kernel

const int LANES = 16;

// Neighbouring items that an invocation takes together: the first is named.
#ifndef ITEMS
#define ITEMS 1
#endif

struct Place {
    int address;
    int channel;
};

// The reduced axes, read once by item_of: a software driver pays as much for reading a parameter as for some elements. With LINEAR only the last stride.
ivec3 reduced_extents;
ivec3 reduced_strides;
ivec3 reduced_channels;
int block_stride;

void read_reduced_axes() {
    reduced_strides.z = parameter(P_REDUCED_AXES + 7);
    if (LINEAR == 1) return;
    reduced_extents = ivec3(0, parameter(P_REDUCED_AXES + 3), parameter(P_REDUCED_AXES + 6));
    reduced_strides.xy = ivec2(parameter(P_REDUCED_AXES + 1), parameter(P_REDUCED_AXES + 4));
    reduced_channels = ivec3(parameter(P_REDUCED_AXES + 2), parameter(P_REDUCED_AXES + 5), parameter(P_REDUCED_AXES + 8));
    block_stride = parameter(P_BLOCK);
}

// Where item k's elements begin; `layer` is added to the first axis.
Place place_of(int k, int layer) {
    int rest = divide(k, parameter(P_KEPT_AXES + 6));
    int x2 = k - rest * parameter(P_KEPT_AXES + 6);
    int x0 = divide(rest, parameter(P_KEPT_AXES + 3));
    int x1 = rest - x0 * parameter(P_KEPT_AXES + 3);
    x0 += layer;
    Place place;
    place.address = x0 * parameter(P_KEPT_AXES + 1) + x1 * parameter(P_KEPT_AXES + 4) + x2 * parameter(P_KEPT_AXES + 7);
    place.channel = x0 * parameter(P_KEPT_AXES + 2) + x1 * parameter(P_KEPT_AXES + 5) + x2 * parameter(P_KEPT_AXES + 8);
    if (LINEAR == 1) place.address += (place.channel >> 2) * parameter(P_BLOCK) + (place.channel & 3);
    return place;
}

int element(Place place, int r) {
    if (LINEAR == 1) return place.address + r * reduced_strides.z;
    int rest = r / reduced_extents.z;
    int x2 = r - rest * reduced_extents.z;
    int x0 = rest / reduced_extents.y;
    int x1 = rest - x0 * reduced_extents.y;
    int address = place.address + x0 * reduced_strides.x + x1 * reduced_strides.y + x2 * reduced_strides.z;
    int channel = place.channel + x0 * reduced_channels.x + x1 * reduced_channels.y + x2 * reduced_channels.z;
    return address + (channel >> 2) * block_stride + (channel & 3);
}

// Where an element's word is, and the element of that word.
int word_of(int element) { return HALF == 1 ? element >> 1 : element; }
uint bits_of_word(uint word, int element) { return HALF == 1 ? floatBitsToUint(unpackHalf2x16((element & 1) == 0 ? word : word >> 16).x) : word; }

// What an invocation (or a group of 16) works on.
struct Item {
    bool exists;
    int k;         // of all items
    int segment;
    Place place;
    int first;     // of the reduced range
    int end;
};

Item item_of(int index) {
    read_reduced_axes();
    Item item;
    int kept = parameter(P_KEPT) / ITEMS;
    item.exists = index < parameter(P_COUNT) / ITEMS;
    int before = divide(index, kept);
    int own = index - before * kept;
    int layer = int(workgroup().z);
    item.segment = before + int(workgroup().y);
    item.k = (own + layer * kept) * ITEMS;
    item.place = place_of(own * ITEMS, layer);
    item.first = item.segment * parameter(P_LENGTH);
    item.end = item.exists ? min(item.first + parameter(P_LENGTH), parameter(P_REDUCED)) : item.first;
    return item;
}
