import type { ChainMembers, ClusterState } from '@evm-ml/rpc';
import { formatCount } from '../format/numbers.ts';
import { shortenHex, showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { AddressLink } from '../parts/hex.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { readGovernance } from './read-governance.ts';

/** Validators and members, where there are some. */
export function GovernancePanels() {
  const { client, blocks } = useNode();
  const { value } = useAnswer(() => readGovernance(client), 'governance', [client, blocks[0]?.hash]);
  return (
    <>
      {value?.cluster && <Validators cluster={value.cluster} />}
      {value?.members && <Members members={value.members} />}
    </>
  );
}

function Validators({
  cluster: { connected, peers, proposer, round, validators, missingSignatures },
}: {
  cluster: ClusterState;
}) {
  return (
    <Panel
      title="Validators"
      aside={
        <span class={`tag ${connected ? 'good' : 'bad'}`}>
          {connected ? 'engine connected' : 'engine away'}
        </span>
      }
    >
      <Facts
        facts={[
          ['Peers', peers === null ? undefined : formatCount(BigInt(peers))],
          ['Round of the block before', round === null ? undefined : formatCount(BigInt(round))],
          ['Signatures missing', formatCount(BigInt(missingSignatures))],
        ]}
      />
      {validators.length > 0 && (
        <Scroll label="Validators">
          <table>
            <thead>
              <tr>
                <th scope="col">Validator</th>
                <th scope="col" class="number">
                  Power
                </th>
                <th scope="col">Block before</th>
                <th scope="col">Member</th>
                <th scope="col" class="wide">
                  Fees to
                </th>
              </tr>
            </thead>
            <tbody>
              {validators.map(({ address, power, signed, member, payee }) => (
                <tr key={address}>
                  <td class="hex" title={address}>
                    {shortenHex(address)} {address === proposer && <span class="tag">proposed</span>}
                  </td>
                  <td class="number">{formatCount(BigInt(power))}</td>
                  <td>
                    <span class={`tag ${signed ? 'good' : 'bad'}`}>{signed ? 'signed' : 'not signed'}</span>
                  </td>
                  <td>{member && <AddressLink address={member} />}</td>
                  <td class="wide">{payee && <AddressLink address={payee} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}

function Members({
  members: { members, threshold, proposalBlocks, rules, validators },
}: {
  members: ChainMembers;
}) {
  return (
    <Panel title="Members">
      <Facts
        facts={[
          [
            'Accounts',
            <ul key="members" class="plain">
              {members.map((member) => (
                <li key={member}>
                  <AddressLink address={member} whole />
                </li>
              ))}
            </ul>,
          ],
          ['Votes that decide', `${formatCount(BigInt(threshold))} of ${formatCount(members.length)}`],
          ['A proposal is open', `${formatCount(BigInt(proposalBlocks))} blocks`],
          ['Validators by contract', formatCount(validators.length)],
          ['Lists that hold', rules.length === 0 ? 'none' : rules.map(showText).join(', ')],
        ]}
      />
    </Panel>
  );
}
