// Where a padded axis reads: the position in the input for one of the output, `at` being counted from the input's first element.
//
// 0 constant, 1 reflect, 2 edge, 3 wrap
layout(constant_id = 5) const int MODE = 0;

int mapped(int at, int extent) {
    if (MODE == 1) {
        // Elements of an axis that is mirrored at both ends repeat every 2·last, and so they do backwards.
        int last = extent - 1;
        at = abs(at);
        if (at > last) {
            int period = max(2 * last, 1);
            at -= divide(at, period) * period;
            if (at > last) at = period - at;
        }
        return at;
    }
    if (MODE == 2) return clamp(at, 0, extent - 1);
    if (MODE == 3) {
        if (at < 0) at += divide(extent - 1 - at, extent) * extent;
        else if (at >= extent) at -= divide(at, extent) * extent;
        return at;
    }
    return at;
}
