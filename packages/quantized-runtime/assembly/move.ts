import { storePart } from './store';

/**
 * Copies elements of `size` bytes (1, 2, 4, 8 or 16; 3, 6 or 12) along `rank` >= 1 axes from the outermost on; `axes` (rank, 3) int32
 * holds for each its length and its strides in x and y in bytes. A stride of 0 in x repeats. Transposing, slicing,
 * padding, tiling, joining and broadcasting are all this. Reads up to 15 bytes behind x; writes nothing beside y.
 */
export function move(axes: usize, rank: u32, size: u32, x: usize, y: usize): void {
  const length = load<u32>(axes);
  const xStep = <usize>load<u32>(axes, 4);
  const yStep = <usize>load<u32>(axes, 8);
  if (rank == 1) return moveRun(length, xStep, yStep, size, x, y);
  if (rank == 2) return movePlane(axes, length, xStep, yStep, size, x, y);
  for (let i: u32 = 0; i < length; i++) {
    move(axes + 12, rank - 1, size, x, y);
    x += xStep;
    y += yStep;
  }
}

/** Bytes of a cache line. */
const LINE: u32 = 64;

/**
 * Two axes. Where no run is innermost, in tiles as long and as wide as a cache line has elements: of the lines that
 * were fetched for one row or column of a tile the others find theirs, however far apart they lie.
 */
function movePlane(axes: usize, length: u32, xStep: usize, yStep: usize, size: u32, x: usize, y: usize): void {
  const columns = load<u32>(axes, 12);
  const xColumn = <usize>load<u32>(axes, 16);
  const yColumn = <usize>load<u32>(axes, 20);
  const isRun = yColumn == <usize>size && (xColumn == yColumn || xColumn == 0);
  const tile = isRun ? columns : LINE / size;
  const high = isRun ? length : tile;
  for (let row: u32 = 0; row < length; row += high) {
    const rows = min(high, length - row);
    let from = x + <usize>row * xStep;
    let to = y + <usize>row * yStep;
    for (let column: u32 = 0; column < columns; column += tile) {
      const run = min(tile, columns - column);
      let xRow = from;
      let yRow = to;
      for (let i: u32 = 0; i < rows; i++) {
        moveRun(run, xColumn, yColumn, size, xRow, yRow);
        xRow += xStep;
        yRow += yStep;
      }
      from += <usize>tile * xColumn;
      to += <usize>tile * yColumn;
    }
  }
}

@inline
function moveRun(length: u32, xStep: usize, yStep: usize, size: u32, x: usize, y: usize): void {
  if (yStep == <usize>size && xStep == yStep) copyBytes(x, y, length * size);
  else if (yStep == <usize>size && xStep == 0 && (size & (size - 1)) == 0) fillElements(y, length * size, splat(x, size));
  else if (size == 16) moveStrided<v128>(length, xStep, yStep, x, y);
  else if (size == 8) moveStrided<u64>(length, xStep, yStep, x, y);
  else if (size == 4) moveStrided<u32>(length, xStep, yStep, x, y);
  else if (size == 2) moveStrided<u16>(length, xStep, yStep, x, y);
  else if (size == 12) moveStridedPair<u64, u32>(length, xStep, yStep, x, y);
  else if (size == 6) moveStridedPair<u32, u16>(length, xStep, yStep, x, y);
  else if (size == 3) moveStridedPair<u16, u8>(length, xStep, yStep, x, y);
  else moveStrided<u8>(length, xStep, yStep, x, y);
}

@inline
function moveStrided<T>(length: u32, xStep: usize, yStep: usize, x: usize, y: usize): void {
  for (; length > 0; length--) {
    store<T>(y, load<T>(x));
    x += xStep;
    y += yStep;
  }
}

/** Elements of an A and a B: three numbers side by side, as pixels have. */
@inline
function moveStridedPair<A, B>(length: u32, xStep: usize, yStep: usize, x: usize, y: usize): void {
  for (; length > 0; length--) {
    store<A>(y, load<A>(x));
    store<B>(y + sizeof<A>(), load<B>(x + sizeof<A>()));
    x += xStep;
    y += yStep;
  }
}

/** The element at x in every lane. */
@inline
function splat(x: usize, size: u32): v128 {
  if (size == 16) return v128.load(x);
  if (size == 8) return v128.load64_splat(x);
  return size == 4 ? v128.load32_splat(x) : size == 2 ? v128.load16_splat(x) : v128.load8_splat(x);
}

@inline
export function copyBytes(x: usize, y: usize, bytes: u32): void {
  for (; bytes >= 16; bytes -= 16) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  if (bytes > 0) storePart(y, v128.load(x), bytes);
}

@inline
function fillElements(y: usize, bytes: u32, v: v128): void {
  for (; bytes >= 16; bytes -= 16) {
    v128.store(y, v);
    y += 16;
  }
  if (bytes > 0) storePart(y, v, bytes);
}

/** `bytes` bytes of the element at x (of `size` bytes), again and again. */
export function fill(x: usize, y: usize, bytes: u32, size: u32): void {
  fillElements(y, bytes, splat(x, size));
}

/** Row `rows[i]` (of `bytes` bytes) of x for each of `count` rows of y. */
export function moveRows(rows: usize, count: u32, bytes: u32, x: usize, y: usize): void {
  for (; count > 0; count--) {
    copyBytes(x + <usize>load<u32>(rows) * <usize>bytes, y, bytes);
    rows += 4;
    y += <usize>bytes;
  }
}
