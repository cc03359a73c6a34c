import type { Member } from '../cluster/member.ts';

/** Height of a member's engine. */
export async function heightOf(member: Member): Promise<number> {
  const status = (await member.engine('status')) as { sync_info: { latest_block_height: string } };
  return Number(status.sync_info.latest_block_height);
}

/** Proofs of double votes in the blocks of the engine after one. */
export async function doubleVotesProved(member: Member, after: number): Promise<number> {
  const top = await heightOf(member);
  let found = 0;
  for (let height = after + 1; height <= top; height++) {
    const { block } = (await member.engine('block', { height: `${height}` })) as {
      block: { evidence: { evidence: unknown[] | null } };
    };
    found += block.evidence.evidence?.length ?? 0;
  }
  return found;
}
