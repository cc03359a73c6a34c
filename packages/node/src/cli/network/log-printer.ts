/** What a log is written to. */
export interface LogTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Foreground colours that can be read on light and dark: cyan, green, magenta, yellow, blue. */
const colours = [36, 32, 35, 33, 34];

/**
 * Prints a log of several nodes: each line after the name of its node and the source in it. On a terminal, unless
 * `NO_COLOR` is set, names have the colour of their node.
 * @param names of the nodes
 */
export function logPrinter(names: readonly string[], target: LogTarget) {
  const width = Math.max(...names.map((name) => name.length)) + ' engine'.length;
  const inColour = target.isTTY === true && !process.env['NO_COLOR'];
  return (name: string, source: string, line: string): void => {
    const prefix = `${name} ${source}`.padEnd(width);
    const colour = colours[names.indexOf(name) % colours.length];
    target.write(inColour ? `\u001b[${colour}m${prefix}\u001b[39m ${line}\n` : `${prefix} ${line}\n`);
  };
}
