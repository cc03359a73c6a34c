import type { Named } from '../decode/decode-call.ts';
import { isAddressText } from '../route.ts';
import { AddressLink } from './hex.tsx';

/** Arguments with their names and types. */
export function NamedValues({ values }: { values: readonly Named[] }) {
  return (
    <dl class="facts args">
      {values.map(({ name, type, value }, index) => (
        <div key={index}>
          <dt>
            {name} <span class="quiet">{type}</span>
          </dt>
          <dd>
            {type === 'address' && isAddressText(value) ? (
              <AddressLink address={value} whole />
            ) : (
              <code>{value}</code>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
