import type { Readable } from 'node:stream';

/** Bytes of a line that are shown at the most: programs that fail may print more than anybody reads. */
const longestLine = 4_096;

/** Calls `take` with each line that a program prints; long ones are cut. */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop()!.slice(0, longestLine);
    for (const line of lines) if (line !== '') take(line.slice(0, longestLine));
  });
  stream.once('end', () => {
    if (rest !== '') take(rest);
  });
}
