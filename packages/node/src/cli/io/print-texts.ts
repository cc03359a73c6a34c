import type { Graph } from '@evm-ml/quantized-runtime';
import type { Numbers } from './numbers.ts';
import { END_OF_TEXT } from './texts.ts';

/** Whether a model gives one text and nothing besides. */
export async function givesText({ nodes, outputs }: Pick<Graph, 'nodes' | 'outputs'>): Promise<boolean> {
  const { isTextOutput } = await import('@evm-ml/quantized-runtime');
  return outputs.length === 1 && isTextOutput(nodes, outputs[0]!);
}

/** Texts on stdout, a row of bytes each, one a line. */
export function printTexts({ shape, data }: Numbers): void {
  const bytes = Uint8Array.from(data);
  const columns = shape.at(-1)!;
  const lines = Array.from({ length: bytes.length / columns }, (_, row) => {
    const own = bytes.subarray(row * columns, (row + 1) * columns);
    const end = own.indexOf(END_OF_TEXT);
    return `${showText(new TextDecoder().decode(end < 0 ? own : own.subarray(0, end)))}\n`;
  });
  process.stdout.write(lines.join(''));
}

/** A stranger's model wrote it: what would steer a terminal, or end a line, is shown by its number. */
export function showText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
