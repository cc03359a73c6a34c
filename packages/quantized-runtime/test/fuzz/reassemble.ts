/** Splits an artefact into its header and data, and joins an altered header to the data again. */
export interface Parts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly data: Uint8Array;
}

export function split(bytes: Uint8Array): Parts {
  const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
  return {
    header: JSON.parse(Buffer.from(bytes).toString('utf8', 8, 8 + length)),
    data: bytes.subarray(8 + length),
  };
}

export function join(header: unknown, data: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, 0x20);
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, data]);
}
