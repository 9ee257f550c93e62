// How software drivers walk a space of floats whose runs are whole fours (LINEAR 1): a four is one texel fetch or one load, which costs them about
// as much as that of a word. Order and lanes are those of reduction_space.glsl.
//
// ALONG 1: an item's elements lie one behind the other. Four invocations share it, so that neighbours read neighbouring fours: invocation q takes
//          the fours q, q + 4, …, whose components are lanes 4q to 4q + 3.
// ALONG 0: four items lie beside each other. An invocation takes them and all of their lanes.

// BITS 1: of elements of any kind, as bits.
#if defined(LOAD_TEXEL)
layout(set = 0, binding = 1) uniform samplerBuffer fours;
#ifdef BITS
uvec4 bits_at(int at) { return floatBitsToUint(texelFetch(fours, at)); }
#else
vec4 four_at(int at) { return texelFetch(fours, at); }
#endif
#elif defined(BITS)
layout(set = 0, binding = 1) readonly buffer Fours { uvec4 values[]; } fours;
uvec4 bits_at(int at) { return fours.values[at]; }
#else
layout(set = 0, binding = 1) readonly buffer Fours { vec4 values[]; } fours;
vec4 four_at(int at) { return fours.values[at]; }
#endif

#if !ALONG
#define ITEMS 4
// Elements behind the last whole turn of the lanes, of every segment; 1: there is a whole turn.
layout(constant_id = 7) const int REST = 0;
layout(constant_id = 8) const int TURNS = 1;
#endif

#include "reduce/reduction_space.glsl"

#if ALONG
// The item that the invocation shares with its neighbours. One that does not exist is empty: all take part when results are exchanged.
Item shared_item() { return item_of((int(workgroup().x * LOCAL_SIZE) + int(gl_LocalInvocationID.x)) >> 2); }

int quarter() { return int(gl_LocalInvocationID.x) & 3; }

// The first four of the invocation, and how many it takes, each four behind the one before.
int first_four(Item item) { return ((item.place.address + item.first) >> 2) + quarter() - int(part.shift[0]); }
int number_of_fours(Item item) { return ((item.end - item.first) / 4 + 3 - quarter()) >> 2; }

// What the neighbour has whose number differs in bit `bit`.
vec4 of_neighbour(vec4 x, uint bit) { return subgroupShuffle(x, gl_SubgroupInvocationID ^ bit); }
#else
int first_four(Item item) { return ((item.place.address + item.first * reduced_strides.z) >> 2) - int(part.shift[0]); }
#endif
