import { UserError } from './errors.ts';

/** What Keras files are read and written with. */
export type Workshop = typeof import('@evm-ml/workshop');

/**
 * Loads the workshop, which an installation may lack: a validator's has none.
 * @throws UserError that says what to install
 */
export async function loadWorkshop(
  load: () => Promise<Workshop> = () => import('@evm-ml/workshop'),
): Promise<Workshop> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UserError(
      'Keras files need the workshop, which is not installed here: run "npm install --global @evm-ml/workshop" (without --global in a project).',
    );
  }
}

/** True if a package is not there: the workshop, or one that it brings. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  /Cannot find package '(@evm-ml\/(workshop|chart)|@tensorflow\/|h5wasm)/.test(error.message);
