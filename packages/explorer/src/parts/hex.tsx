import { contractName } from '../decode/known-abis.ts';
import { shortenHex } from '../format/shorten.ts';
import { linkTo } from '../route.ts';
import { CopyButton } from './copy-button.tsx';

/** An account's address: the name of a predeployed contract where it is one. */
export function AddressLink({ address, whole = false }: { address: string; whole?: boolean }) {
  const name = contractName(address);
  return (
    <span class="hex">
      <a href={linkTo.account(address)} title={address}>
        {whole ? address : (name ?? shortenHex(address))}
      </a>
      {whole && name !== undefined && <span class="tag">{name}</span>}
      {whole && <CopyButton text={address} what="address" />}
    </span>
  );
}

export function TransactionLink({ hash }: { hash: string }) {
  return (
    <a class="hex" href={linkTo.transaction(hash)} title={hash}>
      {shortenHex(hash)}
    </a>
  );
}

export function BlockLink({ number }: { number: bigint }) {
  return <a href={linkTo.block(number)}>{number.toLocaleString('en-US')}</a>;
}

/** A hash in full, with a button that copies it. */
export function Hash({ text, what }: { text: string; what: string }) {
  return (
    <span class="hex">
      <span>{text}</span>
      <CopyButton text={text} what={what} />
    </span>
  );
}
