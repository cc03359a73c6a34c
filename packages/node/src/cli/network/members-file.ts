import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { type NetworkNode, nodeSchema } from './network-file.ts';

/** Reads what `network key` printed on each machine: one node a line, as JSON. @throws UserError */
export async function readMembers(path: string): Promise<NetworkNode[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new UserError(`${path}: no members can be read from it (${why}).`);
  });
  const lines = text.split('\n').map((line, at) => ({ line: line.trim(), where: `${path}, line ${at + 1}` }));
  const nodes = lines.filter(({ line }) => line !== '').map(({ line, where }) => readMember(line, where));
  if (nodes.length === 0)
    throw new UserError(`${path} is empty: put the lines into it that "evm-ml network key" printed.`);
  return nodes;
}

function readMember(line: string, where: string): NetworkNode {
  const { data, error } = nodeSchema.safeParse(parse(line, where));
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(
    `${where}: ${issue?.path.join('.') || 'it'} is not what "evm-ml network key" prints (${issue?.message}).`,
  );
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError(
      `${where} is not JSON: give the lines that "evm-ml network key" printed, as they are.`,
    );
  }
}
