import { randomUUID } from 'node:crypto';
import {
  type Algorithm,
  type AliasName,
  firstKeyVersion,
  isReservedAlias,
  type KeyId,
  type KeyMetadata,
  type KeyOrigin,
  type KeySpec,
  type KeyUsage,
  type KeyView,
  type MaterialSource,
  type SecretBytes,
  VaultError,
} from '@chatelaine/core';
import { type AliasRecord, encodeRecord, newKeyRecord } from '../keys/key-record.ts';
import { metadataOf } from '../keys/key-metadata.ts';
import type { StoredAlias } from '../keys/key-directory.ts';
import { tagObject } from '../keys/key-view.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';
import { keyPath, materialPath } from '../storage/record-path.ts';
import { aliasInUse, reservedAlias } from './alias-refusals.ts';

interface Request {
  readonly keySpec: KeySpec | undefined;
  readonly keyUsage: KeyUsage | undefined;
  readonly origin: KeyOrigin | undefined;
  readonly alias: AliasName | undefined;
  readonly description: string | undefined;
  readonly tags: readonly (readonly [string, string])[] | undefined;
}

interface Plan extends Resolved {
  readonly algorithm: Algorithm;
  readonly source: MaterialSource;
  readonly keyUsage: KeyUsage;
  readonly alias: StoredAlias | undefined;
}

export const createKey: Implementation = implement<Request, KeyMetadata, Plan>({
  async resolve({ request, operation }, services) {
    const { keySpec = 'AES_256', alias, tags = [] } = request;
    const algorithm = services.algorithms.of(keySpec);
    const source = services.algorithms.sourceOf(request.origin ?? 'kms');
    const [defaultUsage] = algorithm.usages;
    const keyUsage = request.keyUsage ?? defaultUsage;
    if (!algorithm.usages.includes(keyUsage)) {
      throw new VaultError(
        'UnsupportedKeyUsage',
        `Keys of ${keySpec} are for ${algorithm.usages.join(' or ')}, not for ${keyUsage}.`,
      );
    }
    if (alias !== undefined && isReservedAlias(alias)) throw reservedAlias();
    const key: KeyView = Object.freeze({
      ...services.locality,
      aliases: Object.freeze(alias === undefined ? [] : [alias]),
      tags: tagObject(tags),
      keySpec,
      keyUsage,
      origin: source.origin,
      state: 'ENABLED',
    });
    const question = { action: operation.declaration.action, key, asked: undefined };
    return {
      question,
      ...(alias !== undefined && { more: [{ action: 'kms:alias:create', key, asked: alias }] }),
      algorithm,
      source,
      keyUsage,
      alias: alias === undefined ? undefined : await services.directory.alias(alias),
    };
  },

  async run({ request, now }, { algorithm, source, keyUsage, alias }, services) {
    if (alias?.record !== undefined) throw aliasInUse();
    const keyId = randomUUID() as string as KeyId;
    const record = newKeyRecord({
      keyId,
      keySpec: algorithm.keySpec,
      keyUsage,
      origin: source.origin,
      description: request.description ?? '',
      createdAt: now,
      aliases: request.alias === undefined ? [] : [request.alias],
      tags: request.tags ?? [],
    });
    const material = await obtainMaterial(keyId, algorithm, source, now);
    try {
      const writes: RecordWrite[] = [
        { previous: { path: keyPath(keyId), revision: 0 }, content: encodeRecord(record) },
        {
          previous: { path: materialPath(keyId, firstKeyVersion), revision: 0 },
          content: material.use((bytes) => new Uint8Array(bytes)),
        },
        ...record.tags.map(([key, value]) => ({
          previous: { path: services.index.tagPath(key, value, keyId), revision: 0 },
          content: Buffer.from(keyId, 'latin1'),
        })),
      ];
      if (alias !== undefined && request.alias !== undefined) {
        const content: AliasRecord = { alias: request.alias, keyId, createdAt: now, updatedAt: now };
        writes.push({ previous: alias.reference, content: encodeRecord(content) });
      }
      const [reference] = await commitAndWipe(writes, services);
      if (reference === undefined) throw new VaultError('Internal', 'A commit gave no reference.');
      services.directory.changed(record, reference);
      if (request.alias !== undefined) services.directory.aliasChanged(request.alias, keyId);
      return metadataOf(record, services.locality);
    } finally {
      material.dispose();
    }
  },
});

async function obtainMaterial(
  keyId: KeyId,
  algorithm: Algorithm,
  source: MaterialSource,
  now: number,
): Promise<SecretBytes> {
  if (!source.immediate)
    throw new VaultError('UnsupportedOrigin', `Keys of origin ${source.origin} can not be created yet.`);
  const context = { keyId, algorithm, now };
  const { session } = await source.begin(context, undefined);
  const raw = await source.finish(context, session, undefined);
  session.dispose();
  try {
    return await algorithm.parse(raw);
  } finally {
    raw.dispose();
  }
}

async function commitAndWipe(writes: readonly RecordWrite[], { committer }: Services) {
  try {
    return await committer.commit(writes);
  } finally {
    writes[1]?.content?.fill(0);
  }
}
