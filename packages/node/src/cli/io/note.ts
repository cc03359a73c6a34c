/** Says something that deserves a look, beside what a command answers. */
export function note(sentence: string): void {
  process.stderr.write(`note: ${sentence}\n`);
}
