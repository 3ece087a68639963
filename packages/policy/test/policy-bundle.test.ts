import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import {
  buildPolicyBundle,
  checkPolicyDocuments,
  formatPolicyBundle,
  isSignedBy,
  loadPolicyDocuments,
  type PolicyBundle,
  type PolicyRule,
  readPolicyBundle,
  readPolicyFolder,
  requireTrustedBundle,
  signPolicyBundle,
} from '@chatelaine/policy';
import { describe, expect, test } from 'vitest';
import { documentWithRule } from './documents.ts';

const text = documentWithRule({
  effect: 'effect: deny',
  keys: 'keys: [alias/a/**, { tags: { "10": [prod, "stage"], "9": "x", Env: prod } }]',
  unless: 'unless: { mfa: { maxAgeSeconds: 900 } }',
});
const one = { name: 'b.policy.yaml', text };
const second = { name: 'a.policy.json', text: '{"policy": "chatelaine/v1", "name": "other", "rules": []}' };
const documents = [one, second];
const bundle = buildPolicyBundle(documents, 7);

const keys: readonly (readonly [string, KeyObject, KeyObject])[] = (
  [
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['ECDSA_SHA_256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['ECDSA_SHA_384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ] as const
).map(([name, { privateKey, publicKey }]) => [name, privateKey, publicKey]);
const [[, privateKey, publicKey] = []] = keys;
if (privateKey === undefined || publicKey === undefined) throw new Error('No key was made.');

/** What a rule says, without where it stands. */
function meaning(rule: PolicyRule): object {
  return { ...rule, position: undefined, places: undefined };
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return VaultError.is(error) ? error.code : String(error);
  }
}

describe('building', () => {
  test('gives the same rules, in documents that every reader of policies takes', () => {
    const built = loadPolicyDocuments(bundle.documents);
    expect(built.rules.map(meaning)).toEqual(loadPolicyDocuments(documents).rules.map(meaning));
    expect(built.rules[0]).toMatchObject({ places: {}, position: { document: 'b.policy.yaml', line: 1, column: 1 } });
    expect(checkPolicyDocuments(bundle.documents)).toEqual([]);
  });

  test('gives one hash for one policy, however it was written, and another for any other', () => {
    const rewritten = text.replaceAll('effect: deny', '"effect":   deny # said so').replace('900', '"900"');
    const again = buildPolicyBundle([second, { name: 'b.policy.yaml', text: rewritten }], 7);
    expect(formatPolicyBundle(again)).toBe(formatPolicyBundle(bundle));
    const others = [
      buildPolicyBundle(documents, 8),
      buildPolicyBundle([one], 7),
      buildPolicyBundle([{ ...one, name: 'c.policy.yaml' }, second], 7),
      buildPolicyBundle([{ ...one, text: text.replace('900', '901') }, second], 7),
    ];
    expect(new Set([bundle, ...others].map(({ hash }) => hash)).size).toBe(5);
  });

  test('refuses what the loader refuses, and versions that are none', () => {
    expect(codeOf(() => buildPolicyBundle([{ name: 'a', text: 'policy: chatelaine/v1' }], 1))).toBe('InvalidPolicy');
    for (const version of [0, -1, 1.5, Number.NaN, 2 ** 32]) {
      expect(codeOf(() => buildPolicyBundle(documents, version))).toBe('InvalidArgument');
    }
    expect(buildPolicyBundle([], 2 ** 32 - 1)).toMatchObject({ version: 4_294_967_295, documents: [] });
  });

  test('the shipped policies are built to the same rules', () => {
    const shipped = readPolicyFolder(new URL('../../../policies', import.meta.url).pathname);
    const read = readPolicyBundle(formatPolicyBundle(buildPolicyBundle(shipped, 1)));
    expect(loadPolicyDocuments(read.documents).rules.map(meaning)).toEqual(
      loadPolicyDocuments(shipped).rules.map(meaning),
    );
  });
});

describe('reading', () => {
  test('gives back what was written, frozen throughout', () => {
    const signed = keys.reduce((before, [, key]) => signPolicyBundle(before, key), bundle);
    for (const each of [bundle, signed, buildPolicyBundle([], 1)]) {
      expect(readPolicyBundle(formatPolicyBundle(each))).toEqual(each);
      expect(readPolicyBundle(Buffer.from(formatPolicyBundle(each)))).toEqual(each);
    }
    expect(signed.signatures).toHaveLength(3);
    for (const part of [signed, signed.documents, signed.documents[0], signed.signatures, signed.signatures[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  const file = formatPolicyBundle(signPolicyBundle(bundle, privateKey));
  const changed = (change: (value: Record<string, unknown>) => void): string => {
    const value = JSON.parse(file) as Record<string, unknown>;
    change(value);
    return `${JSON.stringify(value)}\n`;
  };
  const item = (value: Record<string, unknown>, name: string): Record<string, unknown> =>
    (value[name] as [Record<string, unknown>])[0];
  const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);

  test.each<readonly [string, string | Uint8Array, string]>([
    ['nothing', '', 'not well-formed JSON'],
    ['half of it', file.slice(0, file.length / 2), 'not well-formed JSON'],
    ['no object', '[]\n', 'it is no object'],
    ['a number', '7\n', 'it is no object'],
    ['no line feed at the end', file.trimEnd(), 'canonical encoding'],
    ['spaces', file.replace('":', '": '), 'canonical encoding'],
    ['another escape of a letter', file.replace('"deny"', String.raw`"\u0064eny"`), 'canonical encoding'],
    ['a byte order mark', `\uFEFF${file}`, 'not well-formed JSON'],
    ['a member twice', file.replace('{"bundle"', '{"version":9,"bundle"'), 'canonical encoding'],
    ['a further member', changed((value) => (value['x'] = 1)), 'and no others'],
    ['a member less', changed((value) => delete value['hash']), 'and no others'],
    [
      'another member instead',
      changed((value) => {
        delete value['hash'];
        value['Hash'] = '';
      }),
      'and no others',
    ],
    ['another format', changed((value) => (value['bundle'] = 'chatelaine/v2')), 'its member bundle'],
    ['version 0', changed((value) => (value['version'] = 0)), 'its version'],
    ['a version as text', changed((value) => (value['version'] = '7')), 'its version'],
    ['another version', changed((value) => (value['version'] = 8)), 'its hash is wrong'],
    ['another hash', changed((value) => (value['hash'] = '0'.repeat(64))), 'its hash is wrong'],
    ['a hash that is no text', changed((value) => (value['hash'] = null)), 'its hash is wrong'],
    ['another effect', file.replace('"effect":"deny"', '"effect":"allow"'), 'its hash is wrong'],
    ['documents that are no list', changed((value) => (value['documents'] = {})), 'its documents are no list'],
    ['1,001 documents', changed((value) => (value['documents'] = Array.from({ length: 1_001 }))), 'has 1001 documents'],
    ['a document that is text', changed((value) => (value['documents'] = ['x'])), 'document 1 is no object'],
    [
      'documents in another order',
      changed((value) => (value['documents'] = (value['documents'] as unknown[]).toReversed())),
      'not sorted by name',
    ],
    [
      'a document twice',
      changed((value) => (value['documents'] as unknown[]).unshift(item(value, 'documents'))),
      'not sorted by name',
    ],
    ['a document without a name', changed((value) => (item(value, 'documents')['name'] = '')), 'has no name'],
    [
      'a name of 256 characters',
      changed((value) => (item(value, 'documents')['name'] = 'a'.repeat(256))),
      'has no name',
    ],
    [
      'a hidden character in a name',
      changed((value) => (item(value, 'documents')['name'] = 'a\u202E')),
      'hidden character',
    ],
    ['a document that is null', changed((value) => (item(value, 'documents')['content'] = null)), 'no policy document'],
    ['a document that is a list', changed((value) => (item(value, 'documents')['content'] = [])), 'no policy document'],
    [
      'a number in a document',
      changed((value) => (item(value, 'documents')['content'] = { a: 1 })),
      'neither text, list nor map',
    ],
    [
      'null in a document',
      changed((value) => (item(value, 'documents')['content'] = { a: null })),
      'neither text, list nor map',
    ],
    [
      'a document that is too deep',
      changed((value) => (item(value, 'documents')['content'] = { a: nested(40) })),
      'nested more than',
    ],
    ['a hundred thousand lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 'it is no object'],
    [
      'a hundred thousand lists in a document',
      file.replace('"rules":[]', `"rules":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      'nested more than',
    ],
    ['signatures that are no list', changed((value) => (value['signatures'] = 'none')), 'its signatures are no list'],
    ['17 signatures', changed((value) => (value['signatures'] = Array.from({ length: 17 }))), 'has 17 signatures'],
    [
      'a signature twice',
      changed((value) => (value['signatures'] as unknown[]).push(item(value, 'signatures'))),
      'not sorted by key',
    ],
    ['an unknown algorithm', changed((value) => (item(value, 'signatures')['algorithm'] = 'none')), 'no algorithm'],
    [
      'an inherited algorithm',
      changed((value) => (item(value, 'signatures')['algorithm'] = 'toString')),
      'no algorithm',
    ],
    ['a key in capitals', changed((value) => (item(value, 'signatures')['key'] = 'A'.repeat(64))), 'names no key'],
    ['a short signature', changed((value) => (item(value, 'signatures')['signature'] = 'AAAA')), 'is not 64 bytes'],
    [
      'a signature in base64url',
      changed((value) => (item(value, 'signatures')['signature'] = '_'.repeat(86))),
      'is not 64 bytes',
    ],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'not UTF-8'],
    ['more than 10 MiB', 'x'.repeat(10 * 1_048_576 + 1), 'the most is 10485760'],
  ])('refuses %s', (_name, hostile, message) => {
    const act = (): unknown => readPolicyBundle(hostile);
    expect(codeOf(act)).toBe('InvalidPolicy');
    expect(act).toThrow(message);
  });

  test('__proto__ changes no object, and is no policy', () => {
    const hostile = file.replace('"name":"other"', '"__proto__":{"polluted":"yes"},"name":"other"');
    expect(codeOf(() => readPolicyBundle(hostile))).toBe('InvalidPolicy');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const top = file.replace('{"bundle"', '{"__proto__":{"version":9},"bundle"');
    expect(codeOf(() => readPolicyBundle(top))).toBe('InvalidPolicy');
  });

  test('a bundle whose hash is right still goes through the loader', () => {
    const rules = [{ action: [], effect: 'allow', id: 'a', keys: 'all', reason: 'Because it must be', who: 'all' }];
    const content = JSON.stringify({ name: 'x', policy: 'chatelaine/v1', rules });
    const forged = rehashed([{ name: 'x.policy.yaml', text: content }]);
    expect(checkPolicyDocuments(readPolicyBundle(forged).documents)).toEqual([
      expect.objectContaining({ code: 'unknown-member', line: 1, column: content.indexOf('"action"') + 1 }),
    ]);
  });
});

/** A bundle of any content, put together by the format alone. */
function rehashed(contents: readonly { readonly name: string; readonly text: string }[]): string {
  const list = contents
    .map(({ name, text: content }) => `{"content":${content},"name":${JSON.stringify(name)}}`)
    .join(',');
  const payload = `{"bundle":"chatelaine/v1","documents":[${list}],"version":1}`;
  const digest = createHash('sha256').update(payload).digest('hex');
  return `{"bundle":"chatelaine/v1","documents":[${list}],"hash":"${digest}","signatures":[],"version":1}\n`;
}

describe('signatures', () => {
  test.each(keys)('%s: the key that signed is told from others', (algorithm, key, ofKey) => {
    const signed = signPolicyBundle(bundle, key);
    expect(signed.hash).toBe(bundle.hash);
    expect(signed.signatures).toMatchObject([{ algorithm }]);
    for (const [, , other] of keys) expect(isSignedBy(signed, other)).toBe(other === ofKey);
    expect(isSignedBy(bundle, ofKey)).toBe(false);
    expect(isSignedBy(signed, ofKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(true);
    expect(signPolicyBundle(signed, key.export({ type: 'pkcs8', format: 'pem' }).toString()).signatures).toHaveLength(
      1,
    );
  });

  test.each(keys)('%s: nothing of a bundle can change under its signature', (_algorithm, key, ofKey) => {
    const signed = signPolicyBundle(bundle, key);
    const [signature] = signed.signatures;
    if (signature === undefined) throw new Error('It has no signature.');
    const bytes = Buffer.from(signature.signature, 'base64');
    bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
    const forgeries: readonly PolicyBundle[] = [
      { ...signed, version: 8 },
      { ...signed, documents: signed.documents.slice(1) },
      { ...signed, documents: signed.documents.map((each) => ({ ...each, text: each.text.replace('deny', 'allow') })) },
      { ...signed, signatures: [{ ...signature, signature: bytes.toString('base64') }] },
      { ...signed, signatures: [{ ...signature, signature: Buffer.alloc(bytes.length).toString('base64') }] },
    ];
    for (const forged of forgeries) {
      expect(isSignedBy(forged, ofKey)).toBe(false);
      expect(codeOf(() => requireTrustedBundle(forged, { publicKeys: [ofKey] }))).toBe('PolicyNotTrusted');
    }
    // The hash that an object says it has is no proof of anything.
    const emptied = { ...signed, documents: [], hash: signed.hash };
    expect(isSignedBy(emptied, ofKey)).toBe(false);
    expect(isSignedBy(signPolicyBundle(emptied, key), ofKey)).toBe(true);
    expect(signPolicyBundle(emptied, key).hash).not.toBe(signed.hash);
  });

  test('a signature of the hash for another purpose is none', () => {
    const bare = sign(null, Buffer.from(bundle.hash, 'hex'), privateKey).toString('base64');
    const signed = signPolicyBundle(bundle, privateKey);
    const replayed = { ...signed, signatures: signed.signatures.map((each) => ({ ...each, signature: bare })) };
    expect(isSignedBy(replayed, publicKey)).toBe(false);
  });

  test('only keys of three kinds sign, private ones, and only public ones verify', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const secp = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const wrong of [rsa.privateKey, secp.privateKey, publicKey, 'no PEM', '']) {
      expect(codeOf(() => signPolicyBundle(bundle, wrong))).toBe('InvalidArgument');
    }
    for (const wrong of [rsa.publicKey, secp.publicKey, privateKey, pem, 'no PEM', '']) {
      expect(codeOf(() => isSignedBy(bundle, wrong))).toBe('InvalidArgument');
    }
  });

  test('trust: one right signature of a trusted key, none that is wrong, and no lower version', () => {
    const [[, ed, edPublic], [, p256, p256Public]] = keys as [(typeof keys)[0], (typeof keys)[0]];
    const byBoth = signPolicyBundle(signPolicyBundle(bundle, ed), p256);
    const bySecond = signPolicyBundle(bundle, p256);
    const codeWith = (given: PolicyBundle, trust: Parameters<typeof requireTrustedBundle>[1]): string =>
      codeOf(() => requireTrustedBundle(given, trust));
    expect(codeWith(bundle, {})).toBe('none');
    expect(codeWith(bundle, { publicKeys: [edPublic] })).toBe('PolicyNotTrusted');
    expect(codeWith(bySecond, { publicKeys: [edPublic] })).toBe('PolicyNotTrusted');
    expect(codeWith(bySecond, { publicKeys: [edPublic, p256Public] })).toBe('none');
    expect(codeWith(byBoth, { publicKeys: [edPublic] })).toBe('none');
    expect(codeWith(byBoth, { publicKeys: [] })).toBe('PolicyNotTrusted');
    const spoilt = {
      ...byBoth,
      signatures: byBoth.signatures.map((each) =>
        each.algorithm === 'Ed25519' ? { ...each, signature: Buffer.alloc(64).toString('base64') } : each,
      ),
    };
    expect(codeWith(spoilt, { publicKeys: [p256Public] })).toBe('none');
    expect(codeWith(spoilt, { publicKeys: [edPublic, p256Public] })).toBe('PolicyNotTrusted');
    expect(codeWith(byBoth, { minimumVersion: 7 })).toBe('none');
    expect(codeWith(byBoth, { publicKeys: [edPublic], minimumVersion: 8 })).toBe('PolicyNotTrusted');
  });
});
