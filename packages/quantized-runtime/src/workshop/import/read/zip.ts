import { unzipSync } from 'fflate';
import { ImportError } from '../../../errors.ts';

/** What an archive may unpack to: a bomb is refused before it is inflated. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** 1 GiB holds every network that fits an artefact many times over. */
export const ARCHIVE_LIMITS: ArchiveLimits = { entries: 10_000, bytes: 2 ** 30 };

/** Files by name, as a zip archive or a folder holds them. */
export type Entries = ReadonlyMap<string, Uint8Array>;

/**
 * Unpacks the wanted entries of a zip archive. Sizes come from the archive's directory, and no entry inflates
 * beyond what it declares. Throws ImportError `archive-too-large`, `broken-archive`.
 */
export function unzip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Entries {
  const declared = new Map<string, number>();
  let seen = 0;
  let total = 0;
  const files = attempt(() =>
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        seen += 1;
        if (seen > limits.entries) {
          throw new ImportError('archive-too-large', `The archive has more than ${limits.entries} entries.`);
        }
        if (name.endsWith('/') || !wanted(name)) return false;
        if (declared.has(name)) {
          throw new ImportError('broken-archive', `The archive holds "${name}" more than once.`);
        }
        total += originalSize;
        if (total > limits.bytes) {
          throw new ImportError(
            'archive-too-large',
            `The archive unpacks to more than ${limits.bytes} bytes, which is more than a model may have.`,
          );
        }
        declared.set(name, originalSize);
        return true;
      },
    }),
  );
  const entries = new Map(Object.entries(files));
  for (const [name, size] of declared) {
    if (entries.get(name)?.byteLength !== size) {
      throw new ImportError(
        'broken-archive',
        `"${name}" in the archive is damaged: it is not ${size} bytes.`,
      );
    }
  }
  return entries;
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError('broken-archive', `The zip archive is damaged or cut short (${reason}).`, {
      cause: error,
    });
  }
}
