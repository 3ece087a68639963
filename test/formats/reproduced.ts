import { hex, unhex, utf8 } from './independent/bytes.ts';
import { purposes, sealCiphertext } from './independent/ciphertext.ts';
import { encodeContext, type Pairs } from './independent/encryption-context.ts';
import { encodeEpoch, headRevisions } from './independent/epoch.ts';
import { headsOf, type StoredBytes } from './independent/head.ts';
import { parseKeyring, wrapKeyring } from './independent/keyring.ts';
import { sha256 } from './independent/primitives.ts';
import { sealRecord } from './independent/record.ts';
import { aliasPath, tagPath } from './independent/record-paths.ts';
import { sealStream, segmentKeysOf } from './independent/stream.ts';
import { patternOf, type Vectors } from './vector-files.ts';

function contextOf(pairs: Pairs): Uint8Array {
  const encoded = encodeContext(pairs);
  if (encoded === undefined) throw new TypeError('a vector has an encryption context that is refused');
  return encoded;
}

/** What the second implementation makes of the inputs of the file. */
export async function reproducedContexts(given: Vectors<'encryption-context'>): Promise<Vectors<'encryption-context'>> {
  const encoded = given.encoded.map((each) => ({ ...each, encoding: hex(contextOf(each.pairs)) }));
  return Promise.resolve({ ...given, encoded });
}

export async function reproducedCiphertexts(given: Vectors<'ciphertext'>): Promise<Vectors<'ciphertext'>> {
  const vectors = given.vectors.map(async (each) => {
    const key = { ...each, material: unhex(each.material) };
    const sealed = await sealCiphertext(key, each.purpose, contextOf(each.encryptionContext), unhex(each.plaintext), {
      salt: unhex(each.salt),
      nonce: unhex(each.nonce),
    });
    return {
      ...each,
      info: hex(sealed.info),
      encryptionKey: hex(sealed.encryptionKey),
      commitment: hex(sealed.commitment),
      associatedData: hex(sealed.associatedData),
      ciphertext: hex(sealed.ciphertext),
    };
  });
  return { ...given, vectors: await Promise.all(vectors) };
}

type StreamVector = Vectors<'stream'>['vectors'][number];

/** A stream vector in full, and what it is made with. */
export async function streamOf(given: StreamVector) {
  const streamKey = unhex(given.streamKey);
  const { ciphertext: header } = await sealCiphertext(
    { ...given, material: unhex(given.material) },
    purposes.stream,
    contextOf(given.encryptionContext),
    streamKey,
    { salt: unhex(given.salt), nonce: unhex(given.nonce) },
  );
  const keys = await segmentKeysOf(streamKey, header);
  return { header, ...keys, stream: await sealStream(header, streamKey, patternOf(given.plaintextLength)) };
}

export async function reproducedStreams(given: Vectors<'stream'>): Promise<Vectors<'stream'>> {
  const vectors = given.vectors.map(async (each) => {
    const { header, segmentKey, noncePrefix, stream } = await streamOf(each);
    return {
      ...each,
      header: hex(header),
      segmentKey: hex(segmentKey),
      noncePrefix: hex(noncePrefix),
      streamLength: stream.length,
      sha256: hex(await sha256(stream)),
      ...(each.stream !== undefined && { stream: hex(stream) }),
    };
  });
  return { ...given, vectors: await Promise.all(vectors) };
}

type RecordVector = Vectors<'store'>['records'][number];

export async function reproducedStore(given: Vectors<'store'>): Promise<Vectors<'store'>> {
  const keyring = parseKeyring(utf8(given.keyring.content));
  const wrapped = await wrapKeyring(unhex(given.rootKey), utf8(given.keyring.content), {
    method: 1,
    parameters: new Uint8Array(0),
    salt: unhex(given.keyring.salt),
    nonce: unhex(given.keyring.nonce),
  });
  const pathOf = async ({ names, path }: RecordVector): Promise<string> => {
    if (names === undefined) return path;
    const [, key = '', value = '', keyId = ''] = /^tag (.*?)=(.*) of (.*)$/.exec(names) ?? [];
    return names.startsWith('alias/') ? aliasPath(keyring, names) : tagPath(keyring, key, value, keyId);
  };
  const seal = async (record: RecordVector): Promise<RecordVector> => {
    const { content, salt, nonce, barrier, revision } = record;
    const path = await pathOf(record);
    const bytes = 'text' in content ? utf8(content.text) : unhex(content.hex);
    const randomness = { barrier, salt: unhex(salt), nonce: unhex(nonce) };
    return { ...record, path, value: hex(await sealRecord(keyring, { path, revision }, bytes, randomness)) };
  };
  const isHead = ({ path }: RecordVector): boolean => path.startsWith('head/');
  const epochOf = (record: RecordVector): RecordVector => {
    const { generation } = keyring;
    const { changedAt = 0, sealed = 0 } = record;
    const epoch = { generation, changedAt, sealed, heads: headRevisions(given.records) };
    return record.path === 'epoch' ? { ...record, content: { hex: hex(encodeEpoch(epoch)) } } : record;
  };
  const others = given.records.filter((record) => !isHead(record)).map(epochOf);
  const counted = await Promise.all(others.map(seal));
  const stored: StoredBytes[] = counted.map(({ path, revision, value }) => ({ path, revision, value: unhex(value) }));
  const heads = await headsOf(keyring, stored);
  const sealedHeads = given.records
    .filter(isHead)
    .map((record) => seal({ ...record, content: { text: heads.get(record.path) ?? '0:0' } }));
  return {
    ...given,
    rootKeyText: Buffer.from(given.rootKey, 'hex').toString('base64url'),
    keyring: { ...given.keyring, value: hex(wrapped) },
    records: [...counted, ...(await Promise.all(sealedHeads))],
  };
}

export async function reproducedRootKey(given: Vectors<'root-key'>): Promise<Vectors<'root-key'>> {
  const wrapped = await wrapKeyring(unhex(given.rootKey), utf8(given.content), {
    method: 2,
    parameters: unhex(given.parameters),
    salt: unhex(given.salt),
    nonce: unhex(given.nonce),
  });
  return {
    ...given,
    prepared: hex(utf8(given.passphrase.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC'))),
    wrapped: hex(wrapped),
  };
}
