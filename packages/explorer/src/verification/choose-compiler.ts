import { compilerOf } from './code-metadata.ts';
import type { Offered } from './messages.ts';

/**
 * The compiler for some code: the release that its metadata names, else the one that the input names, else the first.
 * Throws one sentence, with what to do, where it is not there.
 * @param code hexadecimal, without 0x
 */
export function chooseCompiler<Of extends Pick<Offered, 'version'>>(
  code: string,
  version: string | undefined,
  offered: readonly Of[],
): Of {
  const made = compilerOf(code);
  if (made !== undefined && version !== undefined && made !== version) {
    throw new Error(
      `The file is of solc ${version}, and the code of the contract says that solc ${made} made it: give the file with which it was deployed.`,
    );
  }
  const wanted = made ?? version;
  const found = wanted === undefined ? offered[0] : offered.find((each) => each.version === wanted);
  if (found) return found;
  if (offered.length === 0) throw new Error('There is no compiler where this page is served.');
  const here = offered.map((each) => each.version).join(', ');
  throw new Error(
    `The contract was made by solc ${wanted}, and here is ${here}. Whoever runs the node can add it: take soljson-v${wanted}+commit.….js from https://binaries.soliditylang.org/bin/ and start the node with --compilers and its path.`,
  );
}
