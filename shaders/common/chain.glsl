// What follows a kernel's result before its only store: elementwise steps of one operand, on 32-bit patterns. Where there are any, the
// compiler replaces the body of lucid_chain and sets CHAIN.

layout(constant_id = 6) const int CHAIN = 0;

uvec4 lucid_chain(uvec4 x) { return x; }
