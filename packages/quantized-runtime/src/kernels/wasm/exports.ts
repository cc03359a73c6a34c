/** What assembly/index.ts exports. Numbers are byte addresses or counts; nothing is checked. */
export interface Kernels {
  /** First byte behind static data (a WebAssembly global). */
  readonly heapBase: { readonly value: number };
  gemm(job: number, x: number, y: number, height: number): void;
  pack(
    source: number,
    segments: number,
    length: number,
    columns: number,
    channels: number,
    target: number,
  ): void;
  gemmF32(job: number, x: number, y: number, height: number): void;
  packF32(source: number, rows: number, columns: number, channels: number, target: number): void;
  depthwiseF32(job: number, x: number, y: number, height: number): void;
  packDepthwiseF32(source: number, taps: number, channels: number, target: number): void;
  hasLowest(x: number, count: number): number;
  widen(x: number, y: number, count: number, size: number): void;
  pad(
    x: number,
    y: number,
    size: number,
    height: number,
    row: number,
    top: number,
    bottom: number,
    left: number,
    right: number,
    value: number,
  ): number;
  padBlocks(
    x: number,
    y: number,
    size: number,
    channels: number,
    blockBytes: number,
    height: number,
    width: number,
    top: number,
    bottom: number,
    left: number,
    right: number,
    value: number,
  ): number;
  depthwise(job: number, x: number, y: number, height: number): void;
  packDepthwise(source: number, order: number, pairs: number, channels: number, target: number): void;
  sum(job: number, a: number, b: number, y: number, count: number): void;
  product(job: number, a: number, b: number, y: number, count: number): void;
  affine(job: number, x: number, y: number, rows: number, xSize: number): void;
  unary8(x: number, y: number, count: number, table: number): void;
  unary16(x: number, y: number, count: number, table: number): void;
  matmul(job: number, a: number, b: number, y: number): void;
  move(axes: number, rank: number, size: number, x: number, y: number): void;
  fill(x: number, y: number, bytes: number, size: number): void;
  normalize(job: number, x: number, y: number, rows: number): void;
  softmaxMasked(
    x: number,
    mask: number,
    y: number,
    rows: number,
    length: number,
    size: number,
    table: number,
    scratch: number,
    full: number,
    zero: number,
  ): void;
  gatherScaled(
    job: number,
    indices: number,
    count: number,
    width: number,
    table: number,
    factors: number,
    single: number,
    y: number,
  ): void;
  extreme(most: number, type: number, bounds: number, a: number, b: number, y: number, bytes: number): void;
  binaryF32(fn: number, job: number, a: number, b: number, y: number, count: number): void;
  slideWindow(job: number, x: number, y: number): void;
  select(mask: number, a: number, b: number, y: number, count: number, size: number): void;
  compare(
    x: number,
    y: number,
    rows: number,
    length: number,
    type: number,
    bounds: number,
    outside: number,
    reduces: number,
  ): void;
  resizeBilinear(
    x: number,
    y: number,
    rows: number,
    columns: number,
    vertical: number,
    horizontal: number,
    channels: number,
    size: number,
  ): void;
  resizeBilinearF32(
    x: number,
    y: number,
    rows: number,
    columns: number,
    vertical: number,
    horizontal: number,
    channels: number,
    size?: number,
  ): void;
  affineF32(
    job: number,
    x: number,
    y: number,
    rows: number,
    channels: number,
    kernel: number,
    bias: number,
  ): void;
  unaryF32(fn: number, x: number, y: number, count: number, alpha: number, beta: number): void;
  softmaxF32(x: number, mask: number, y: number, rows: number, length: number, log: number): void;
  normalizeF32(
    job: number,
    fn: number,
    x: number,
    y: number,
    rows: number,
    length: number,
    gamma: number,
    beta: number,
    epsilon: number,
  ): void;
  packColumnsF32(
    source: number,
    rows: number,
    columns: number,
    down: number,
    across: number,
    target: number,
  ): void;
  recurrentF32(job: number, x: number, mask: number, sequence: number, lastH: number, lastC: number): void;
  tokenize(
    fn: number,
    x: number,
    length: number,
    bytes: number,
    begins: number,
    words: number,
    ids: number,
    unknown: number,
    padding: number,
    text: number,
    y: number,
    count: number,
  ): void;
  argmax(type: number, x: number, y: number, rows: number, length: number): void;
  detokenize(
    spaced: number,
    x: number,
    count: number,
    begins: number,
    stop: number,
    y: number,
    length: number,
  ): void;
  moveRows(rows: number, count: number, bytes: number, x: number, y: number): void;
  holdsMinus128(at: number, length: number): number;
  holdsNonFinite(at: number, count: number): number;
  addColumns(at: number, rows: number, columns: number, positive: number, negative: number): void;
  recurrent(job: number, x: number, mask: number, sequence: number, lastH: number, lastC: number): void;
  poolMax(job: number, x: number, y: number): void;
  poolAverage(job: number, x: number, y: number): void;
  softmax(
    x: number,
    y: number,
    rows: number,
    length: number,
    size: number,
    table: number,
    scratch: number,
    full: number,
    zero: number,
  ): void;
}
