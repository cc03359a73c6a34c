import { StorageError } from './key-value-store.ts';

/** What engines and the operating system say, and the sentence that a user can act on. `{}` is the folder. */
const sentences: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/ENOSPC|no space left/i, 'The disk of {} is full: free some space, then start the node again.'],
  [/EFBIG|file too large/i, 'The files in {} may not grow further: raise the limit (ulimit -f).'],
  [/EDQUOT|quota exceeded/i, 'The quota of {} is used up: raise it, then start the node again.'],
  [/MDB_MAP_FULL/, 'The database in {} cannot grow: free some memory or disk, then start the node again.'],
  [/EMFILE|ENFILE|too many open files/i, 'Too many files are open for {}: raise the limit (ulimit -n).'],
  [
    /EROFS|read-only file system/i,
    'The disk of {} is read-only: mount it for writing, or name another folder.',
  ],
  [/EACCES|EPERM|permission denied/i, 'The folder {} may not be written: check its owner and mode.'],
  // LMDB says this of a write that came to disk in part, as on a full one.
  [
    /EIO\b|input\/output error/i,
    'The disk of {} is full, or fails: free some space; if that does not help, replace it and restore a backup.',
  ],
  [
    /MDB_(CORRUPTED|PAGE_NOTFOUND|PANIC|BAD_TXN|INVALID|CURSOR_FULL|PAGE_FULL|BAD_VALSIZE)|corruption/i,
    'The database in {} is damaged: stop the node, and restore a backup into an empty folder (evm-ml chain restore).',
  ],
  [/MDB_VERSION_MISMATCH/, 'The database in {} is of another version of LMDB: use the program that made it.'],
];

/** Says what went wrong with the database in `folder` and what to do; `otherwise` where nothing better is known. */
export function explainFailure(folder: string, cause: unknown, otherwise: string): StorageError {
  const reason = reasonOf(cause);
  const [, sentence = otherwise] = sentences.find(([pattern]) => pattern.test(reason)) ?? [];
  return new StorageError(`${sentence.replaceAll('{}', folder)} (${reason})`, { cause });
}

/** The messages of an error and of what caused it, innermost last, without repeating one. */
function reasonOf(cause: unknown): string {
  const messages: string[] = [];
  for (let error = cause; error instanceof Error && messages.length < 4; error = error.cause) {
    const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
    messages.push(error.message.includes(code) ? error.message : code + error.message);
  }
  return messages.length > 0 ? [...new Set(messages)].join('; ') : String(cause);
}
