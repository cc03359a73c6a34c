/** See check-line.mjs. */
export function checkLine(
  line: string,
  run: (calldata: Uint8Array) => { readonly reverted: boolean; readonly data: Uint8Array },
): string | undefined;
