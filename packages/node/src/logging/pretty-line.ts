import { z } from 'zod';

const entry = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default('') });

/** pino's levels, and the codes of ECMA-48 for their colours. */
const LEVELS = [
  { from: 60, name: 'FATAL', colour: 31 },
  { from: 50, name: 'ERROR', colour: 31 },
  { from: 40, name: 'WARN', colour: 33 },
  { from: 30, name: 'INFO', colour: 32 },
  { from: 20, name: 'DEBUG', colour: 36 },
  { from: 0, name: 'TRACE', colour: 90 },
] as const;

/** What every line holds and nobody on a terminal asks for. */
const DROPPED = ['level', 'time', 'msg', 'name', 'pid', 'hostname', 'err'];

/** A line of pino's JSON for a terminal: time, level, message, the other fields, then the stack of an error. */
export function prettyLine(json: string, colours: boolean): string {
  const { level, time, msg, err, ...rest } = entry.parse(JSON.parse(json));
  const { name, colour } = LEVELS.find(({ from }) => level >= from) ?? LEVELS[5];
  const fields = Object.entries(rest)
    .filter(([key]) => !DROPPED.includes(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const label = name.padEnd(5);
  const clock = new Date(time).toISOString().slice(11, 23);
  const line = [clock, colours ? `\u001b[${colour}m${label}\u001b[39m` : label, msg, ...fields].join(' ');
  return `${line.trimEnd()}\n${stackOf(err)}`;
}

function stackOf(error: unknown): string {
  const stack = z.object({ stack: z.string() }).safeParse(error).data?.stack;
  return stack === undefined ? '' : `${stack.replaceAll(/^/gm, '    ')}\n`;
}
