/** Four vectors of four 32-bit numbers as columns: number i of each goes to `target` + 32 * i. */
@inline
export function storeTransposed(target: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const a = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
  const b = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
  const c = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const d = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(target, i64x2.shuffle(a, b, 0, 2));
  v128.store(target, i64x2.shuffle(a, b, 1, 3), 32);
  v128.store(target, i64x2.shuffle(c, d, 0, 2), 64);
  v128.store(target, i64x2.shuffle(c, d, 1, 3), 96);
}
