/** Indents lines by the braces that are open. */
export function indent(source: string, depth: number): string {
  let level = depth;
  const lines: string[] = [];
  for (const line of source.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    const opened = line.split('{').length - 1;
    const closed = line.split('}').length - 1;
    const shown = line.startsWith('}') ? level - 1 : level;
    lines.push(`${'    '.repeat(shown)}${line}`);
    level += opened - closed;
  }
  return lines.join('\n');
}

export function toHexLiteral(bytes: Uint8Array): string {
  return `hex"${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}
