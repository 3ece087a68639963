import { readFileSync } from 'node:fs';
import {
  buildPolicyBundle,
  formatPolicyBundle,
  isSignedBy,
  readPolicyBundle,
  signPolicyBundle,
} from '@chatelaine/policy';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Vector {
  readonly documents: readonly { readonly name: string; readonly text: string }[];
  readonly version: number;
  readonly privateKeySeed: string;
  readonly publicKey: string;
  readonly hash: string;
  readonly file: string;
}

const path = new URL('../../../docs/vectors/policy-bundle.json', import.meta.url);
const vector = JSON.parse(readFileSync(path, 'utf8')) as Vector;
const publicKey = Buffer.from(vector.publicKey, 'hex');

test('the vector is built, signed and read to the byte', () => {
  const pkcs8 = Buffer.from(`302e020100300506032b657004220420${vector.privateKeySeed}`, 'hex');
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const bundle = signPolicyBundle(buildPolicyBundle(vector.documents, vector.version), privateKey);
  expect(bundle.hash).toBe(vector.hash);
  expect(formatPolicyBundle(bundle)).toBe(vector.file);
  expect(readPolicyBundle(vector.file)).toEqual(bundle);
  expect(isSignedBy(bundle, createPublicKey({ key: publicKey, format: 'der', type: 'spki' }))).toBe(true);
});

// From docs/formats.md alone: another YAML schema, a writer of our own, WebCrypto.
test('a second implementation makes the same file, and its signature verifies', async () => {
  const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Buffer<ArrayBuffer>> =>
    Buffer.from(await crypto.subtle.digest('SHA-256', bytes));
  const documents = vector.documents
    .map(({ name, text }) => ({ content: parse(text, { schema: 'failsafe' }) as unknown, name }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { version } = vector;
  const hash = await sha256(Buffer.from(encode({ version, bundle: 'chatelaine/v1', documents })));
  expect(hash.toString('hex')).toBe(vector.hash);

  const message = Buffer.concat([Buffer.from('chatelaine/v1/policy-bundle\0'), hash]);
  expect(message).toHaveLength(60);
  const { signatures } = JSON.parse(vector.file) as { signatures: [{ signature: string }] };
  const key = await crypto.subtle.importKey('spki', publicKey, 'Ed25519', false, ['verify']);
  const signature = Buffer.from(signatures[0].signature, 'base64');
  expect(await crypto.subtle.verify('Ed25519', key, signature, message)).toBe(true);

  const signed = { algorithm: 'Ed25519', key: (await sha256(publicKey)).toString('hex'), ...signatures[0] };
  const whole = { version, signatures: [signed], hash: vector.hash, documents, bundle: 'chatelaine/v1' };
  expect(`${encode(whole)}\n`).toBe(vector.file);
});

/** RFC 8785 for text, whole numbers, lists and maps. */
function encode(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${encode((value as Record<string, unknown>)[name])}`).join(',')}}`;
}
