// Items that an invocation takes one after the other, four by four (ALONG 0), where it stores as much as it reads: what a workgroup then stores at a
// step lies beside each other. Steps are far apart, and to memory that no prefetcher expects, a store of one four each is several times slower.

layout(constant_id = 9) const int RUNS = 1;

// The number of a run's four of items.
int item_of_run(int run) {
    int size = int(LOCAL_SIZE);
    return (int(workgroup().x) * RUNS + run) * size + int(gl_LocalInvocationID.x);
}
