import { consensusDigests } from '@evm-ml/evm';
import { wasmKernelsDigest } from '@evm-ml/quantized-runtime';
import { builtDigests } from '../generated/digests.ts';

/** Digests by name. */
export type Digests = Readonly<Record<string, string>>;

/** What is installed is not what was built: another node would compute something else. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/** Digests of what this process would run: the kernels, the contracts of genesis, the gas tables. */
export const installedDigests = (): Digests => ({ kernelsWasm: wasmKernelsDigest(), ...consensusDigests() });

/**
 * Holds what is installed against what the build was made of.
 * @throws InstallationError that names the first difference
 */
export function checkDigests(
  installed: Digests = installedDigests(),
  built: Digests = builtDigests,
): Digests {
  for (const name of new Set([...Object.keys(built), ...Object.keys(installed)])) {
    if (installed[name] === built[name]) continue;
    throw new InstallationError(
      `What is installed is not what was built: ${name} has the digest ${installed[name] ?? 'of nothing'}, ` +
        `and ${built[name] ?? 'none'} was built. Install @evm-ml/node again, all of it from one version (in a checkout: npm run build).`,
    );
  }
  return installed;
}
