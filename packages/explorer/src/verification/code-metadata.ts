/** Code as it runs, and the CBOR that Solidity puts behind it; both hexadecimal, without 0x. */
export interface CodeParts {
  readonly body: string;
  /** With its length, which is its last two bytes; empty if there is none. */
  readonly metadata: string;
}

/** Keys of that CBOR, as it writes them: a text of four or five letters. */
const [solc, hashes] = ['64736f6c63', ['6469706673', '65627a7a7230', '65627a7a7231']];

/** Cuts code where its metadata begins. A map of at most four entries that has a key of Solidity's is metadata. */
export function splitCode(code: string): CodeParts {
  const length = 2 * (Number.parseInt(code.slice(-4), 16) + 2);
  const metadata = length > 4 && length <= code.length ? code.slice(-length) : '';
  const isMetadata = /^a[1-4]/.test(metadata) && [solc, ...hashes].some((key) => metadata.includes(key));
  return isMetadata ? { body: code.slice(0, -length), metadata } : { body: code, metadata: '' };
}

/** The release that made some code, as `0.8.28`; undefined if it does not say, or was none. */
export function compilerOf(code: string): string | undefined {
  // A key, and a string of three bytes.
  const found = new RegExp(`${solc}43(..)(..)(..)`).exec(splitCode(code).metadata);
  return found
    ? found
        .slice(1, 4)
        .map((byte) => Number.parseInt(byte, 16))
        .join('.')
    : undefined;
}

/** True if metadata names its sources by a hash. */
export const hasSourceHash = (metadata: string): boolean => hashes.some((key) => metadata.includes(key));
