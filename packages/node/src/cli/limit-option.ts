import { InvalidArgumentError, Option } from 'commander';

const UNITS: Readonly<Record<string, number>> = { '': 1, KIB: 2 ** 10, MIB: 2 ** 20, KB: 1e3, MB: 1e6 };

/** `--limit SIZE`: bytes of the largest model that a chain takes, 2^24 unless its genesis says otherwise. */
export function limitOption(): Option {
  return new Option(
    '--limit <size>',
    'largest model that the chain takes, e.g. 64MiB: what its genesis says, and predict_limits tells',
  )
    .argParser(readSize)
    .default(2 ** 24, '16MiB');
}

function readSize(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,12})\s*([A-Za-z]*)$/.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  if (!(bytes >= 1 && bytes <= 2 ** 28)) {
    throw new InvalidArgumentError('Give 1 to 256MiB as bytes, KiB or MiB, e.g. 64MiB.');
  }
  return bytes;
}
