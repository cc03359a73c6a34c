/** Bytes that places begin at a multiple of. */
export const ALIGNMENT = 16;

export const alignUp = (bytes: number, alignment = ALIGNMENT): number =>
  Math.ceil(bytes / alignment) * alignment;
