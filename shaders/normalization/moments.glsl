// Number, mean and sum of squared differences from the mean; or, where values are not centred, 0 and the sum of squares.
layout(constant_id = 3) const int CENTRED = 1;

struct Moments {
    float count;
    float mean;
    float m2;
};

Moments with_element(Moments moments, float x) {
    moments.count += 1.0;
    if (CENTRED == 0) {
        moments.m2 += x * x;
        return moments;
    }
    float difference = x - moments.mean;
    moments.mean += difference * (1.0 / moments.count);
    moments.m2 += difference * (x - moments.mean);
    return moments;
}

Moments merged(Moments x, Moments y) {
    if (y.count == 0.0) return x;
    if (x.count == 0.0) return y;
    float count = x.count + y.count;
    if (CENTRED == 0) return Moments(count, 0.0, x.m2 + y.m2);
    float difference = y.mean - x.mean;
    float share = y.count / count;
    return Moments(count, x.mean + difference * share, x.m2 + y.m2 + difference * difference * x.count * share);
}
