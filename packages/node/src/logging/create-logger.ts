import { Writable } from 'node:stream';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { prettyLine } from './pretty-line.ts';

/** `pretty` for people, `json` for programs, `auto`: pretty where stderr is a terminal. */
export type LogFormat = 'auto' | 'pretty' | 'json';

/** Logs go to stderr: stdout is for what was asked for. Lines are written at once, the last one before a crash too. */
export function createLogger(level: string, format: LogFormat = 'auto'): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stderr.isTTY === true);
  const stream = destination({ dest: 2, sync: true });
  return pino({ name: 'evm-ml', level }, isPretty ? prettified(stream) : stream);
}

/** pino hands over one line of JSON at a time. */
function prettified(stream: DestinationStream): DestinationStream {
  const colours = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined;
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      stream.write(prettyLine(line, colours));
      done();
    },
  });
}
