import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key in PEM. */
export interface Certified {
  cert: string;
  key: string;
  privateKey: KeyObject;
  name: string;
}

export interface CertificateOptions {
  name: string;
  /** Who signs; left out: itself, as an authority. */
  issuer?: Certified;
  /** Days from now; the past makes an expired certificate. */
  from?: number;
  until?: number;
}

/** Makes an X.509 certificate (RFC 5280) for localhost and 127.0.0.1, with a P-256 key. */
export function certificate({ name, issuer, from = -1, until = 1 }: CertificateOptions): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31)),
    ecdsaWithSha256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(from), time(until)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(issuer === undefined))),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { cert, key, privateKey, name };
}

/** One element of DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const sequence = (...items: Buffer[]) => tagged(0x30, Buffer.concat(items));
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer) => tagged(0x04, content);

function integer(value: number): Buffer {
  const digits = value.toString(16);
  // A leading zero keeps it positive.
  return tagged(
    0x02,
    Buffer.from(
      `00${digits.padStart(digits.length + (digits.length % 2), '0')}`.replace(/^00(?=[0-7])/, ''),
      'hex',
    ),
  );
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

const distinguishedName = (commonName: string) =>
  sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(commonName)))));

function time(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString();
  return tagged(0x17, Buffer.from(`${text.slice(2, 19).replace(/[-T:]/g, '')}Z`));
}

function extensions(isAuthority: boolean): Buffer[] {
  const basicConstraints = sequence(tagged(0x01, Buffer.of(0xff)));
  const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.of(127, 0, 0, 1)));
  return isAuthority
    ? [sequence(objectId('551d13'), tagged(0x01, Buffer.of(0xff)), octets(basicConstraints))]
    : [sequence(objectId('551d11'), octets(names))];
}
